package io.x0.modules;

import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsException;
import java.nio.file.Path;

/** Who x0d is for clients that speak TLS. Stateless. */
final class TlsModule {
  private TlsModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins.setup(
        Builtin.<SetupContext>named(
                "ssl.context", "a certificate with its chain and its key; the first is default")
            .param("certfile", Type.STRING)
            .param("keyfile", Type.STRING)
            .action(
                call -> {
                  check(call);
                  StringExpr<SetupContext> certificates = call.string("certfile");
                  StringExpr<SetupContext> key = call.string("keyfile");
                  return setup ->
                      setup.identity(
                          Identity.read(
                              Path.of(certificates.eval(setup)), Path.of(key.eval(setup))));
                }));
  }

  /** Files that are known now are tried now, so that what is wrong with them has its place. */
  private static void check(Arguments<SetupContext> call) {
    String certificates = call.constantText("certfile");
    String key = call.constantText("keyfile");
    if (certificates != null && key != null) {
      try {
        var unused = Identity.read(Path.of(certificates), Path.of(key));
      } catch (TlsException e) {
        call.error("certfile", String.valueOf(e.getMessage()), null);
      }
    }
  }
}
