package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.FlowException;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import io.x0.proxy.Transport;
import io.x0.unix.SocketAccess;

/** Where x0d keeps its things. Stateless. */
final class SetupModule {
  private SetupModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named("state.dir", "the folder of what outlives the process")
                .param("folder", Type.STRING)
                .action(
                    call -> {
                      StringExpr<SetupContext> folder = call.string("folder");
                      return setup -> setup.stateFolder(folder.eval(setup));
                    }))
        .setup(
            Builtin.<SetupContext>named(
                    "admin.socket", "the UNIX socket of the admin API, and who may use it")
                .param("path", Type.STRING, "")
                .param("group", Type.STRING, "")
                .action(SetupModule::adminSocket))
        .setup(
            Builtin.<SetupContext>named(
                    "upstream.transport",
                    "what speaks HTTP/1.1 in the clear to backends: 'loop', the default, or"
                        + " 'client', Jetty's")
                .param("name", Type.STRING)
                .action(SetupModule::transport));
  }

  private static Action<SetupContext> transport(Arguments<SetupContext> call) {
    String known = call.constantText("name");
    if (known != null) {
      check(() -> transport(known));
    }
    StringExpr<SetupContext> name = call.string("name");
    return setup -> setup.transport(transport(name.eval(setup)));
  }

  private static Transport transport(String name) {
    return switch (name) {
      case "client" -> Transport.CLIENT;
      case "loop" -> Transport.LOOP;
      default -> throw new InvalidValueException("upstream.transport", name, "client or loop");
    };
  }

  private static Action<SetupContext> adminSocket(Arguments<SetupContext> call) {
    if (!call.isGiven("path") && !call.isGiven("group")) {
      call.error(call.position(), "admin.socket needs a path, a group or both", null);
    }
    String known = call.constantText("group");
    String missing = known == null ? "" : SocketAccess.missingGroup(known);
    if (!missing.isEmpty()) {
      call.error("group", missing, null);
    }
    StringExpr<SetupContext> path = call.string("path");
    StringExpr<SetupContext> group = call.string("group");
    Position position = call.position();
    return setup -> {
      String name = group.eval(setup);
      String noGroup = SocketAccess.missingGroup(name);
      if (!noGroup.isEmpty()) {
        throw new FlowException(position, "error: " + noGroup);
      }
      setup.adminSocket(path.eval(setup), name);
    };
  }

  /** Reports now what would fail when setup runs. */
  private static void check(Runnable use) throws InvalidValueException {
    use.run();
  }
}
