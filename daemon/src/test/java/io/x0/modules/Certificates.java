package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Makes certificates with the keytool of this Java. Stateless. */
public final class Certificates {
  private Certificates() {}

  /** Makes {@code NAME.pem} and {@code NAME.key} in a folder, for these names. */
  public static void make(Path folder, String name, String algorithm, String... hosts)
      throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> names = new ArrayList<>();
    for (String host : hosts) {
      names.add("dns:" + host);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString()));
    command.addAll(List.of("-ext", "san=" + String.join(",", names)));
    run(command);
    java.security.KeyStore keys = java.security.KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    write(folder.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate("x").getEncoded());
    write(
        folder.resolve(name + ".key"),
        "PRIVATE KEY",
        keys.getKey("x", "secret".toCharArray()).getEncoded());
  }

  private static void write(Path file, String label, byte[] bytes) throws IOException {
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            "-----BEGIN %s-----%n%s%n-----END %s-----%n",
            label,
            java.util.Base64.getMimeEncoder().encodeToString(bytes),
            label));
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
