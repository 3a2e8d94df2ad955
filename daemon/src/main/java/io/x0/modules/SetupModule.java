package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.ListenAddress;

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
            Builtin.<SetupContext>named("admin.socket", "the UNIX socket of the admin API")
                .param("path", Type.STRING)
                .action(
                    call -> {
                      StringExpr<SetupContext> path = call.string("path");
                      return setup -> setup.adminSocket(path.eval(setup));
                    }));
  }

  /** Reports now what would fail when setup runs. */
  private static void check(Runnable use) throws InvalidValueException {
    use.run();
  }
}
