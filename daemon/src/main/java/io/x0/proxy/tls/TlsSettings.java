package io.x0.proxy.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a listener speaks TLS. Immutable.
 *
 * @param context makes its connections
 * @param identities who it can be
 * @param clients whether clients show a certificate
 * @param versions which versions of TLS are spoken
 */
public record TlsSettings(
    SSLContext context, Identities identities, Clients clients, List<String> versions) {
  /** All versions that are spoken if nobody says otherwise. */
  public static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

  public TlsSettings {
    versions = List.copyOf(versions);
    if (versions.isEmpty() || !VERSIONS.containsAll(versions)) {
      throw new IllegalArgumentException("versions: " + versions + " (expected: " + VERSIONS + ")");
    }
  }

  /** Whether clients show a certificate. */
  public enum Clients {
    NOT_ASKED,
    OPTIONAL,
    REQUIRED
  }

  /**
   * Returns settings.
   *
   * @param authorities file of those whose word about clients counts; null to ask no client
   * @throws TlsException if that file is broken
   */
  public static TlsSettings of(
      Identities identities, @Nullable Path authorities, boolean isOptional) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trusted = authorities == null ? null : trust(authorities);
      context.init(new KeyManager[] {identities}, trusted, new SecureRandom());
      Clients clients =
          authorities == null
              ? Clients.NOT_ASKED
              : isOptional ? Clients.OPTIONAL : Clients.REQUIRED;
      return new TlsSettings(context, identities, clients, VERSIONS);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(authorities + ": cannot be used for clients: " + e.getMessage(), e);
    }
  }

  /** Returns the same with other versions of TLS. */
  public TlsSettings withVersions(List<String> others) {
    return new TlsSettings(context, identities, clients, others);
  }

  private static TrustManager[] trust(Path authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate authority : PemFile.certificates(authorities)) {
      store.setCertificateEntry(Integer.toString(number++), authority);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  /**
   * Returns Jetty's form of no settings at all: TLS 1.2 and 1.3, forward secrecy and authenticated
   * encryption only, no renegotiation.
   */
  public static SslContextFactory.Server factory() {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setIncludeProtocols(VERSIONS.toArray(String[]::new));
    factory.setExcludeCipherSuites();
    factory.setIncludeCipherSuites(
        "TLS_(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)",
        "TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)");
    factory.setUseCipherSuitesOrder(true);
    factory.setRenegotiationAllowed(false);
    try {
      SSLContext empty = SSLContext.getInstance("TLS");
      empty.init(new KeyManager[0], null, null);
      factory.setSslContext(empty);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
    return factory;
  }

  /** Brings these settings into force for handshakes that begin. */
  public void apply(SslContextFactory.Server factory) {
    try {
      factory.reload(
          f -> {
            f.setSslContext(context);
            factory.setIncludeProtocols(versions.toArray(String[]::new));
            factory.setNeedClientAuth(clients == Clients.REQUIRED);
            factory.setWantClientAuth(clients == Clients.OPTIONAL);
          });
    } catch (Exception e) {
      // The context exists already, so nothing is left that depends on files.
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }
}
