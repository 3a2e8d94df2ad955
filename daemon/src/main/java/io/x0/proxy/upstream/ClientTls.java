package io.x0.proxy.upstream;

import io.x0.link.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes TLS towards backends, each with its own idea of whom to trust: one client serves all of
 * them. Thread-safe.
 */
final class ClientTls extends SslContextFactory.Client
    implements SslClientConnectionFactory.SslEngineFactory {
  /** Under which the context of a connection may hold its {@link Tls}. */
  static final String CONTEXT_KEY = Tls.class.getName();

  private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final char[] NO_PASSWORD = new char[0];

  private final Map<Tls, SslContextFactory.Client> profiles = new ConcurrentHashMap<>();

  @Override
  public SSLEngine newSslEngine(String host, int port, Map<String, Object> context) {
    if (context.get(CONTEXT_KEY) instanceof Tls tls) {
      return engine(tls, host, port);
    }
    Destination destination = (Destination) context.get(Destination.CONTEXT_KEY);
    Object tag = destination == null ? null : destination.getOrigin().getTag();
    return engine(tag instanceof PeerTag peer ? peer.tls() : Tls.DEFAULT, host, port);
  }

  /**
   * Returns one side of a TLS connection to a backend.
   *
   * @throws UncheckedIOException if a file it needs cannot be read or used
   */
  SSLEngine engine(Tls tls, String host, int port) {
    String name = tls.name().isEmpty() ? host : tls.name();
    SSLEngine engine = profile(tls).newSSLEngine(name, port);
    engine.setUseClientMode(true);
    return engine;
  }

  /** Makes connections from now on read the files of certificates afresh. */
  void refresh() {
    profiles.clear();
  }

  private SslContextFactory.Client profile(Tls tls) {
    SslContextFactory.Client known = profiles.get(tls);
    return known == null ? profiles.computeIfAbsent(tls, ClientTls::started) : known;
  }

  private static SslContextFactory.Client started(Tls tls) {
    SslContextFactory.Client made = new SslContextFactory.Client(!tls.verify());
    made.setIncludeProtocols(PROTOCOLS);
    made.setEndpointIdentificationAlgorithm(tls.verify() ? "HTTPS" : null);
    try {
      if (tls.verify() && !tls.caFile().isEmpty()) {
        made.setTrustStore(trusted(PemFile.read(Path.of(tls.caFile())).certificates()));
      }
      if (!tls.certificateFile().isEmpty()) {
        PemFile file = PemFile.read(Path.of(tls.certificateFile()));
        made.setKeyStore(own(file));
        made.setKeyStorePassword("");
        made.setKeyManagerPassword("");
      }
      made.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (Exception e) {
      // Jetty's start throws anything; what went wrong is a file's content.
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
    if (!tls.verify()) {
      LOG.warn("tls-verify is off for a backend: whoever answers at its address is believed");
    }
    return made;
  }

  private static KeyStore trusted(List<Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca" + i, certificates.get(i));
    }
    return store;
  }

  private static KeyStore own(PemFile file) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setKeyEntry(
        "x0", file.privateKey(), NO_PASSWORD, file.certificates().toArray(new Certificate[0]));
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
