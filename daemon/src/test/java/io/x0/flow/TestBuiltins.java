package io.x0.flow;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.Type;
import java.time.Duration;
import java.util.List;

/** Builtins like those of the daemon, which note their calls in the test contexts. */
final class TestBuiltins {
  private TestBuiltins() {}

  static Builtins<TestSetup, TestRequest> all() {
    Builtins.Builder<TestSetup, TestRequest> all = Builtins.builder();
    addSetup(all);
    addFunctions(all);
    addHandlers(all);
    return all.build();
  }

  private static void addSetup(Builtins.Builder<TestSetup, TestRequest> all) {
    all.setup(
        Builtin.<TestSetup>named("listen", "accepts connections")
            .param("url", Type.STRING)
            .action(
                args -> {
                  String url = args.literal("url");
                  if (!url.contains(":")) {
                    args.error("url", "'" + url + "' has no port", "write 'address:port'");
                  }
                  return s -> s.log.add("listen " + url);
                }));
    all.setup(
        Builtin.<TestSetup>named("listen", "accepts connections")
            .param("address", Type.IP)
            .param("port", Type.NUMBER)
            .param("backlog", Type.NUMBER, 128)
            .action(
                args -> {
                  var address = args.ip("address");
                  LongExpr<TestSetup> port = args.number("port");
                  LongExpr<TestSetup> backlog = args.number("backlog");
                  return s ->
                      s.log.add(
                          "listen " + address.eval(s) + " " + port.eval(s) + " " + backlog.eval(s));
                }));
    all.setup(
        Builtin.<TestSetup>named("max_body", "limits bodies")
            .param("size", Type.SIZE)
            .action(
                args -> {
                  LongExpr<TestSetup> size = args.bytes("size");
                  return s -> s.log.add("max_body " + size.eval(s));
                }));
    all.setup(
        Builtin.<TestSetup>named("max_idle", "limits silence")
            .param("time", Type.DURATION, Duration.ofSeconds(8))
            .action(
                args -> {
                  LongExpr<TestSetup> time = args.nanos("time");
                  return s -> s.log.add("max_idle " + time.eval(s));
                }));
    all.setup(
        Builtin.<TestSetup>named("director.create", "declares a director")
            .param("name", Type.STRING)
            .map("backends", Type.STRING)
            .action(
                args -> {
                  String name = args.literal("name");
                  var backends = args.entries("backends");
                  return s -> {
                    s.log.add("create " + name);
                    backends.forEach(b -> s.log.add(b.key() + " -> " + b.text().eval(s)));
                  };
                }));
    all.setup(
        Builtin.<TestSetup>named("director.set", "changes settings")
            .param("name", Type.STRING)
            .map("settings", Type.ANY)
            .action(
                args -> {
                  var settings = args.entries("settings");
                  return s -> settings.forEach(e -> s.log.add(e.key() + "=" + e.text().eval(s)));
                }));
    all.setup(
        Builtin.<TestSetup>named("director.bucket", "declares a bucket")
            .param("director", Type.STRING)
            .param("name", Type.STRING)
            .param("rate", Type.SHARE, 0)
            .param("ceil", Type.SHARE, 1_000_000)
            .action(
                args -> {
                  LongExpr<TestSetup> rate = args.millionths("rate");
                  LongExpr<TestSetup> ceil = args.millionths("ceil");
                  boolean given = args.isGiven("ceil");
                  return s ->
                      s.log.add("bucket " + rate.eval(s) + " " + ceil.eval(s) + " " + given);
                }));
  }

  private static void addFunctions(Builtins.Builder<TestSetup, TestRequest> all) {
    all.main(Builtin.<TestRequest>named("req.path", "the path").string(args -> r -> r.path));
    all.main(Builtin.<TestRequest>named("req.method", "the method").string(args -> r -> r.method));
    all.main(Builtin.<TestRequest>named("req.port", "the port").number(args -> r -> r.port));
    all.main(Builtin.<TestRequest>named("req.remoteip", "the client").ip(args -> r -> r.remote));
    all.main(
        Builtin.<TestRequest>named("req.size", "the size of the body").bytes(args -> r -> r.port));
    all.main(
        Builtin.<TestRequest>named("req.age", "seconds")
            .nanos(args -> r -> r.port * 1_000_000_000));
    all.main(
        Builtin.<TestRequest>named("req.header", "a header")
            .param("name", Type.STRING)
            .string(
                args -> {
                  StringExpr<TestRequest> name = args.string("name");
                  return r -> r.headers.getOrDefault(name.eval(r), "");
                }));
    all.main(
        Builtin.<TestRequest>named("req.languages", "the languages")
            .strings(args -> r -> List.of("de", "en")));
    all.main(
        Builtin.<TestRequest>named("seen", "notes that it was asked")
            .param("value", Type.BOOL)
            .bool(
                args -> {
                  var value = args.bool("value");
                  return r -> {
                    r.log.add("seen");
                    return value.eval(r);
                  };
                }));
    all.both(Builtin.<FlowContext>named("sys.hostname", "the host").string(args -> c -> "host"));
    all.both(Builtin.<FlowContext>named("sys.now", "the time").number(args -> c -> 1000));
  }

  private static void addHandlers(Builtins.Builder<TestSetup, TestRequest> all) {
    all.both(
        Builtin.<FlowContext>named("log", "writes a line")
            .param("text", Type.STRING)
            .action(
                args -> {
                  StringExpr<FlowContext> text = args.string("text");
                  return c -> {
                    if (c instanceof TestRequest r) {
                      r.log.add(text.eval(c));
                    } else if (c instanceof TestSetup s) {
                      s.log.add(text.eval(c));
                    }
                  };
                }));
    all.main(
        Builtin.<TestRequest>named("return", "ends the request")
            .param("status", Type.NUMBER)
            .finisher(
                args -> {
                  Long known = args.constantNumber("status");
                  if (known != null && (known < 100 || known > 599)) {
                    throw new InvalidValueException("status", known.toString(), "100 to 599");
                  }
                  LongExpr<TestRequest> status = args.number("status");
                  return r -> r.log.add("return " + status.eval(r));
                }));
    all.main(
        Builtin.<TestRequest>named("return", "redirects")
            .param("status", Type.NUMBER)
            .param("to", Type.STRING)
            .finisher(
                args -> {
                  LongExpr<TestRequest> status = args.number("status");
                  StringExpr<TestRequest> to = args.string("to");
                  return r -> r.log.add("return " + status.eval(r) + " " + to.eval(r));
                }));
    all.main(
        Builtin.<TestRequest>named("director.balance", "sends the request to a director")
            .param("director", Type.STRING)
            .param("bucket", Type.STRING, "")
            .finisher(
                args -> {
                  StringExpr<TestRequest> name = args.string("director");
                  StringExpr<TestRequest> bucket = args.string("bucket");
                  return r -> r.log.add("balance " + name.eval(r) + "/" + bucket.eval(r));
                }));
    all.main(
        Builtin.<TestRequest>named("access.deny", "refuses networks")
            .rest("networks", Type.CIDR)
            .handler(
                args -> {
                  var networks = args.rest("networks");
                  return r -> {
                    for (var network : networks) {
                      ObjectExpr<TestRequest, Cidr> cidr = network.object();
                      if (cidr.eval(r).contains(r.remote)) {
                        r.log.add("denied");
                        return true;
                      }
                    }
                    return false;
                  };
                }));
    all.main(
        Builtin.<TestRequest>named("access.deny", "refuses networks")
            .param("networks", Type.CIDRS)
            .handler(
                args -> {
                  var networks = args.cidrs("networks");
                  return r -> {
                    boolean denied = networks.eval(r).stream().anyMatch(n -> n.contains(r.remote));
                    if (denied) {
                      r.log.add("denied");
                    }
                    return denied;
                  };
                }));
  }
}
