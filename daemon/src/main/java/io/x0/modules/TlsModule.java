package io.x0.modules;

import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.Type;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsException;
import java.nio.file.Path;
import java.util.List;

/** Listeners that speak TLS, and those behind proxies of the PROXY protocol. Stateless. */
final class TlsModule {
  private TlsModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
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
                    }))
        .setup(
            Builtin.<SetupContext>named("ssl.listen", "listens for HTTPS on an address")
                .param("address", Type.STRING)
                .param("client_ca", Type.STRING, "")
                .param("client_cert", Type.STRING, "required")
                .action(
                    call -> {
                      String known = call.constantText("address");
                      if (known != null) {
                        var unused = ListenAddress.parse(known);
                      }
                      String clients = call.constantText("client_cert");
                      if (clients != null
                          && !clients.equals("required")
                          && !clients.equals("optional")) {
                        call.error("client_cert", "expected: 'required' or 'optional'", null);
                      }
                      StringExpr<SetupContext> address = call.string("address");
                      StringExpr<SetupContext> authorities = call.string("client_ca");
                      StringExpr<SetupContext> demand = call.string("client_cert");
                      return setup ->
                          setup.listenSecurely(
                              ListenAddress.parse(address.eval(setup)),
                              authorities.eval(setup),
                              demand.eval(setup).equals("optional"));
                    }))
        .setup(
            Builtin.<SetupContext>named(
                    "proxy_protocol.from",
                    "takes connections at an address only from these, which say who the client is")
                .param("address", Type.STRING)
                .param("proxies", Type.CIDRS)
                .action(
                    call -> {
                      StringExpr<SetupContext> address = call.string("address");
                      ObjectExpr<SetupContext, List<Cidr>> proxies = call.cidrs("proxies");
                      return setup ->
                          setup.proxied(
                              ListenAddress.parse(address.eval(setup)), proxies.eval(setup));
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
