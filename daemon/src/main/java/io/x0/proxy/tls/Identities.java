package io.x0.proxy.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * All identities of x0; each connection gets the one that covers the name its client asks for, or
 * the first. Immutable.
 */
public final class Identities extends X509ExtendedKeyManager {
  private final List<Identity> all;

  /**
   * @param all at least one; the first is the default
   */
  public Identities(List<Identity> all) {
    this.all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
  }

  /** Returns the identities. */
  public List<Identity> all() {
    return all;
  }

  /** Returns the name that the client of a session asked for, in lower case, or null. */
  public static @Nullable String askedName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  /** Returns whether whoever asked for one name is served under the other as well. */
  public boolean isSame(String asked, String other) {
    return asked.equalsIgnoreCase(other)
        || Objects.equals(find(asked).file(), find(other.toLowerCase(Locale.ROOT)).file());
  }

  private Identity find(String name) {
    for (Identity identity : all) {
      if (identity.covers(name)) {
        return identity;
      }
    }
    return all.get(0);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    SSLSession session = engine.getHandshakeSession();
    String name = session == null ? null : askedName(session);
    String algorithm = keyType.equals("RSASSA-PSS") ? "RSA" : keyType;
    for (int i = 0; i < all.size(); i++) {
      Identity identity = all.get(i);
      boolean fits =
          (name != null && find(name).covers(name))
              ? identity.covers(name)
              : isLikeDefault(identity);
      if (fits && identity.keyType().equals(algorithm)) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  /** A default of two algorithms is two certificates with the same names. */
  private boolean isLikeDefault(Identity identity) {
    return identity.names().equals(all.get(0).names());
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return all.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return all.get(Integer.parseInt(alias)).key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
