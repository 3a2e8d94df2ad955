package io.x0.proxy;

import io.x0.flow.value.Cidr;
import io.x0.proxy.tls.TlsSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is spoken on a listening address. Immutable.
 *
 * @param tls how TLS is spoken, or null for HTTP in the clear
 * @param proxies who must begin with a header of the PROXY protocol; nobody else may connect then.
 *     Empty if nobody does
 */
public record Wire(@Nullable TlsSettings tls, List<Cidr> proxies) {
  /** HTTP in the clear. */
  public static final Wire PLAIN = new Wire(null, List.of());

  public Wire {
    proxies = List.copyOf(proxies);
  }
}
