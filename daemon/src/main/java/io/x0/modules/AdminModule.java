package io.x0.modules;

import io.x0.admin.Mount;
import io.x0.admin.Visitor;
import io.x0.common.InvalidValueException;
import io.x0.common.name.Host;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The admin side over listeners. Confined to the thread that compiles and runs setup; the closures
 * of the main handler are not, and see what setup has said.
 */
final class AdminModule {
  private final AdminDoor door;
  private volatile Set<String> hosts = Set.of();

  AdminModule(AdminDoor door) {
    this.door = door;
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    "admin.hosts", "a name by which director.api and director.web are reached")
                .param("name", Type.STRING)
                .action(
                    call -> {
                      String known = call.constantText("name");
                      if (known != null) {
                        host(known);
                      }
                      StringExpr<SetupContext> name = call.string("name");
                      return setup -> add(List.of(name.eval(setup)));
                    }))
        .setup(
            Builtin.<SetupContext>named(
                    "admin.hosts", "names by which director.api and director.web are reached")
                .param("names", Type.STRINGS)
                .action(
                    call -> {
                      ObjectExpr<SetupContext, List<String>> names = call.strings("names");
                      return setup -> add(names.eval(setup));
                    }))
        .main(
            Builtin.<RequestContext>named(
                    "director.api", "answers with the admin API below a prefix")
                .param("prefix", Type.STRING, "/")
                .handler(call -> mounted(call, Mount::ofApi)))
        .main(
            Builtin.<RequestContext>named(
                    "director.web", "shows the web page, and the admin API, below a prefix")
                .param("prefix", Type.STRING, "/")
                .handler(call -> mounted(call, Mount::ofPage)));
  }

  private void add(List<String> names) {
    Set<String> all = new TreeSet<>(hosts);
    names.forEach(name -> all.add(host(name)));
    hosts = Set.copyOf(all);
  }

  private static String host(String name) {
    if (!Host.isNameOrIpv4(name)) {
      throw new InvalidValueException(
          "admin.hosts", name, "the name of a host, such as lb1.example.org");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private Statement<RequestContext> mounted(
      Arguments<RequestContext> call, Function<String, Mount> kind) {
    String prefix = call.literal("prefix");
    // What is not known has been reported, and any mount will do.
    Mount mount = kind.apply(call.constantText("prefix") == null ? "/" : prefix);
    return context -> {
      Exchange exchange = context.exchange();
      if (!mount.covers(exchange.request().getHttpURI().getCanonicalPath())) {
        return false;
      }
      door.serve(exchange, visitor(context), mount);
      return true;
    };
  }

  private Visitor visitor(RequestContext context) {
    Exchange exchange = context.exchange();
    String user = exchange.user().isEmpty() ? "-" : exchange.user();
    return new Visitor(user + "@" + exchange.clientIp(), context.isTrusted(), hosts);
  }
}
