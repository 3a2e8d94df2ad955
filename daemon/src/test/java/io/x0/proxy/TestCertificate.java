package io.x0.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signed itself, with its key, as files. Made once for each name. */
final class TestCertificate {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final Map<String, TestCertificate> MADE = new ConcurrentHashMap<>();

  private final Path store;
  private final Path pem;
  private final Path pemWithKey;

  private TestCertificate(Path store, Path pem, Path pemWithKey) {
    this.store = store;
    this.pem = pem;
    this.pemWithKey = pemWithKey;
  }

  /** Returns the certificate of a host name. */
  static TestCertificate of(String name) {
    return MADE.computeIfAbsent(name, TestCertificate::make);
  }

  private static TestCertificate make(String name) {
    try {
      Path folder = Files.createTempDirectory("x0-tls");
      Path store = folder.resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "x",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=" + name,
                  "-ext",
                  "SAN=dns:" + name,
                  "-validity",
                  "30",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new AssertionError("keytool: " + said);
      }
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      String certificate = pem("CERTIFICATE", keys.getCertificate("x").getEncoded());
      Path pem = Files.writeString(folder.resolve("cert.pem"), certificate);
      Path pemWithKey =
          Files.writeString(
              folder.resolve("both.pem"),
              certificate + pem("PRIVATE KEY", keys.getKey("x", PASSWORD).getEncoded()));
      for (Path file : new Path[] {folder, store, pem, pemWithKey}) {
        file.toFile().deleteOnExit();
      }
      return new TestCertificate(store, pem, pemWithKey);
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  /** Returns the file of the certificate. */
  Path pem() {
    return pem;
  }

  /** Returns the file of the certificate and its key. */
  Path pemWithKey() {
    return pemWithKey;
  }

  /** Returns the file of both for Java. */
  Path store() {
    return store;
  }

  static String password() {
    return new String(PASSWORD);
  }

  /** Returns a socket that shows this certificate, and wants this very one if so. */
  ServerSocket serverSocket(boolean wantsClient) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("x", keys.getCertificate("x"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(wantsClient);
    return socket;
  }
}
