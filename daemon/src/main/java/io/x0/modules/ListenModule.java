package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.FlowException;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Position;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.Type;
import io.x0.proxy.ListenAddress;
import io.x0.unix.SocketAccess;
import io.x0.unix.SocketFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where x0d listens, in the clear and with TLS, and behind which proxies. Stateless. */
final class ListenModule {
  /** Every address there is. */
  static final List<Cidr> EVERYBODY =
      List.of(Cidr.parse("0.0.0.0/0").orElseThrow(), Cidr.parse("::/0").orElseThrow());

  private ListenModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Words.declare(
                    Builtin.<SetupContext>named(
                            "listen", "listens for HTTP on an address, or on a UNIX socket")
                        .param("address", Type.STRING))
                .action(ListenModule::listen))
        .setup(
            Builtin.<SetupContext>named("listen", "listens for HTTP on an address and a port")
                .param("address", Type.STRING)
                .param("port", Type.NUMBER)
                .action(ListenModule::listenOnPort))
        .setup(
            Builtin.<SetupContext>named("listen", "listens for HTTP on an address and a port")
                .param("address", Type.IP)
                .param("port", Type.NUMBER)
                .action(ListenModule::listenOnIp))
        .setup(
            Words.declare(
                    Builtin.<SetupContext>named(
                            "ssl.listen", "listens for HTTPS on an address, or on a UNIX socket")
                        .param("address", Type.STRING)
                        .param("client_ca", Type.STRING, "")
                        .param("client_cert", Type.STRING, "required"))
                .action(ListenModule::listenSecurely))
        .setup(
            Builtin.<SetupContext>named(
                    "proxy_protocol.from",
                    "takes connections at an address only from these, which say who the client is")
                .param("address", Type.STRING)
                .param("proxies", Type.CIDRS)
                .action(ListenModule::proxied))
        .setup(
            Builtin.<SetupContext>named(
                    "proxy_protocol.from", "the same for a UNIX socket, whoever may connect to it")
                .param("socket", Type.STRING)
                .action(ListenModule::proxiedSocket));
  }

  /** Who may use a socket, as a call says. */
  private record Words(
      StringExpr<SetupContext> mode,
      StringExpr<SetupContext> owner,
      StringExpr<SetupContext> group,
      Position at) {

    static Builtin.Declaration<SetupContext> declare(Builtin.Declaration<SetupContext> builtin) {
      return builtin
          .param("mode", Type.STRING, "")
          .param("owner", Type.STRING, "")
          .param("group", Type.STRING, "");
    }

    /** Reads a call, and checks now what is known now. */
    static Words of(Arguments<SetupContext> call) {
      String mode = call.constantText("mode");
      if (mode != null && !mode.isEmpty()) {
        var unused = SocketAccess.of(mode, "", "");
      }
      String address = call.constantText("address");
      boolean isGiven = call.isGiven("mode") || call.isGiven("owner") || call.isGiven("group");
      if (isGiven && address != null && !ListenAddress.parse(address).isUnix()) {
        call.error(call.position(), noSocket(ListenAddress.parse(address)), null);
      }
      missing(call, "owner", SocketAccess::missingUser);
      missing(call, "group", SocketAccess::missingGroup);
      return new Words(
          call.string("mode"), call.string("owner"), call.string("group"), call.position());
    }

    private static String noSocket(ListenAddress address) {
      return address + " has no mode, owner or group: only a UNIX socket has (unix:/PATH)";
    }

    private static void missing(
        Arguments<SetupContext> call, String param, UnaryOperator<String> missing) {
      String known = call.constantText(param);
      String problem = known == null ? "" : missing.apply(known);
      if (!problem.isEmpty()) {
        call.error(param, problem, null);
      }
    }

    /** Takes down who may use a socket; says what stands against it as early as possible. */
    void apply(SetupContext setup, ListenAddress address) {
      String bits = mode.eval(setup);
      String user = owner.eval(setup);
      String team = group.eval(setup);
      if (!address.isUnix()) {
        if (!bits.isEmpty() || !user.isEmpty() || !team.isEmpty()) {
          throw error(noSocket(address));
        }
        return;
      }
      if (SocketFile.isObstructed(Path.of(address.path()))) {
        throw error("cannot listen on " + address + ": another file is in its place");
      }
      String problem = SocketAccess.missingUser(user) + SocketAccess.missingGroup(team);
      if (!problem.isEmpty()) {
        throw error(problem);
      }
      setup.access(
          address,
          bits.isEmpty()
              ? new SocketAccess(SocketAccess.DEFAULT.mode(), user, team)
              : SocketAccess.of(bits, user, team));
    }

    private FlowException error(String message) {
      return new FlowException(at, "error: " + message);
    }
  }

  private static Action<SetupContext> listen(Arguments<SetupContext> call) {
    check(call.constantText("address"));
    StringExpr<SetupContext> text = call.string("address");
    Words words = Words.of(call);
    String place = call.position().toString();
    return setup -> {
      ListenAddress address = ListenAddress.parse(text.eval(setup));
      words.apply(setup, address);
      setup.listen(address, place);
    };
  }

  private static Action<SetupContext> listenOnPort(Arguments<SetupContext> call) {
    String known = call.constantText("address");
    Long knownPort = call.constantNumber("port");
    if (known != null && knownPort != null) {
      check(known + ":" + knownPort);
    }
    return listen(call, call.string("address"));
  }

  private static Action<SetupContext> listenOnIp(Arguments<SetupContext> call) {
    Long knownPort = call.constantNumber("port");
    if (knownPort != null) {
      check(":" + knownPort);
    }
    StringExpr<SetupContext> ip = call.text("address");
    return listen(
        call,
        setup -> {
          String text = ip.eval(setup);
          return text.contains(":") ? "[" + text + "]" : text;
        });
  }

  private static Action<SetupContext> listen(
      Arguments<SetupContext> call, StringExpr<SetupContext> host) {
    LongExpr<SetupContext> port = call.number("port");
    String place = call.position().toString();
    return setup ->
        setup.listen(ListenAddress.parse(host.eval(setup) + ":" + port.eval(setup)), place);
  }

  private static Action<SetupContext> listenSecurely(Arguments<SetupContext> call) {
    check(call.constantText("address"));
    String clients = call.constantText("client_cert");
    if (clients != null && !clients.equals("required") && !clients.equals("optional")) {
      call.error("client_cert", "expected: 'required' or 'optional'", null);
    }
    StringExpr<SetupContext> text = call.string("address");
    StringExpr<SetupContext> authorities = call.string("client_ca");
    StringExpr<SetupContext> demand = call.string("client_cert");
    Words words = Words.of(call);
    String place = call.position().toString();
    return setup -> {
      ListenAddress address = ListenAddress.parse(text.eval(setup));
      words.apply(setup, address);
      setup.listenSecurely(
          address, place, authorities.eval(setup), demand.eval(setup).equals("optional"));
    };
  }

  private static Action<SetupContext> proxied(Arguments<SetupContext> call) {
    check(call.constantText("address"));
    StringExpr<SetupContext> address = call.string("address");
    ObjectExpr<SetupContext, List<Cidr>> proxies = call.cidrs("proxies");
    return setup -> setup.proxied(ListenAddress.parse(address.eval(setup)), proxies.eval(setup));
  }

  private static Action<SetupContext> proxiedSocket(Arguments<SetupContext> call) {
    check(call.constantText("socket"));
    StringExpr<SetupContext> text = call.string("socket");
    Position at = call.position();
    return setup -> {
      ListenAddress address = ListenAddress.parse(text.eval(setup));
      if (!address.isUnix()) {
        throw new FlowException(
            at, "error: proxy_protocol.from '" + address + "' needs the proxies, as a list");
      }
      setup.proxied(address, EVERYBODY);
    };
  }

  /** Reports now what would fail when setup runs. */
  private static void check(@Nullable String address) throws InvalidValueException {
    if (address != null) {
      var unused = ListenAddress.parse(address);
    }
  }
}
