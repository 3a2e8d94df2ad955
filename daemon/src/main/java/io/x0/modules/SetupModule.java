package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.FlowException;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.Transport;
import java.io.IOException;
import java.nio.file.FileSystems;

/** Where x0d listens and keeps its things. Stateless. */
final class SetupModule {
  private SetupModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named("listen", "listens for HTTP on an address")
                .param("address", Type.STRING)
                .action(
                    call -> {
                      String known = call.constantText("address");
                      if (known != null) {
                        check(() -> ListenAddress.parse(known));
                      }
                      StringExpr<SetupContext> address = call.string("address");
                      return setup -> setup.listen(ListenAddress.parse(address.eval(setup)));
                    }))
        .setup(
            Builtin.<SetupContext>named("listen", "listens for HTTP on an address and a port")
                .param("address", Type.STRING)
                .param("port", Type.NUMBER)
                .action(
                    call -> {
                      String known = call.constantText("address");
                      Long knownPort = call.constantNumber("port");
                      if (known != null && knownPort != null) {
                        check(() -> ListenAddress.parse(known + ":" + knownPort));
                      }
                      StringExpr<SetupContext> address = call.string("address");
                      LongExpr<SetupContext> port = call.number("port");
                      return setup ->
                          setup.listen(
                              ListenAddress.parse(address.eval(setup) + ":" + port.eval(setup)));
                    }))
        .setup(
            Builtin.<SetupContext>named("listen", "listens for HTTP on an address and a port")
                .param("address", Type.IP)
                .param("port", Type.NUMBER)
                .action(
                    call -> {
                      Long knownPort = call.constantNumber("port");
                      if (knownPort != null) {
                        check(() -> ListenAddress.parse(":" + knownPort));
                      }
                      StringExpr<SetupContext> address = call.text("address");
                      LongExpr<SetupContext> port = call.number("port");
                      return setup -> {
                        String ip = address.eval(setup);
                        setup.listen(
                            ListenAddress.parse(
                                (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port.eval(setup)));
                      };
                    }))
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
                    "what speaks HTTP/1.1 in the clear to backends: 'client', the default, or"
                        + " 'loop', which takes less processor time")
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
    if (known != null && !known.isEmpty() && !isGroup(known)) {
      call.error("group", noGroup(known), null);
    }
    StringExpr<SetupContext> path = call.string("path");
    StringExpr<SetupContext> group = call.string("group");
    Position position = call.position();
    return setup -> {
      String name = group.eval(setup);
      if (!name.isEmpty() && !isGroup(name)) {
        throw new FlowException(position, "error: " + noGroup(name));
      }
      setup.adminSocket(path.eval(setup), name);
    };
  }

  private static String noGroup(String name) {
    return "there is no group " + name + " on this machine (make it with: groupadd " + name + ")";
  }

  private static boolean isGroup(String name) {
    try {
      var unused =
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reports now what would fail when setup runs. */
  private static void check(Runnable use) throws InvalidValueException {
    use.run();
  }
}
