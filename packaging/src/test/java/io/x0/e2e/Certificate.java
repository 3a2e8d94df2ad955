package io.x0.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes certificates with the keytool of this Java. Stateless. */
final class Certificate {
  private static final String PASSWORD = "secret";

  private Certificate() {}

  /** Makes {@code web.pem} and {@code web.key} in a folder, for localhost and 90 days. */
  static void make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("web.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "web",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=web",
                    "-ext",
                    "san=dns:localhost",
                    "-validity",
                    "90",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool: " + said);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    write(folder.resolve("web.pem"), "CERTIFICATE", keys.getCertificate("web").getEncoded());
    write(
        folder.resolve("web.key"),
        "PRIVATE KEY",
        keys.getKey("web", PASSWORD.toCharArray()).getEncoded());
    Files.delete(store);
  }

  private static void write(Path file, String label, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }
}
