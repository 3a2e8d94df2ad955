package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.x0.director.Director;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real PHP, where there is one. */
@Timeout(60)
class PhpFpmIT {
  @TempDir private Path folder;
  private ProxyRig rig;
  private Process php;

  @BeforeEach
  void start() throws Exception {
    Path program = program();
    assumeTrue(program != null, "no php-fpm in /usr/sbin: PHP is not tried");
    Files.writeString(
        folder.resolve("fpm.conf"),
        """
        [global]
        error_log = %1$s/error.log
        daemonize = no
        [www]
        listen = %1$s/php.sock
        pm = static
        pm.max_children = 2
        clear_env = no
        catch_workers_output = yes
        """
            .formatted(folder));
    Files.writeString(
        folder.resolve("index.php"),
        "<?php header('X-From: php'); echo $_SERVER['REQUEST_METHOD'], ' ',"
            + " $_SERVER['SCRIPT_NAME'], ' ', $_SERVER['PATH_INFO'] ?? '-', ' ',"
            + " $_SERVER['REMOTE_ADDR'], ' ', $_GET['a'] ?? '-', ' ',"
            + " strlen(file_get_contents('php://input'));");
    Files.writeString(
        folder.resolve("post.php"),
        "<?php http_response_code(201); echo strrev($_POST['word']), count($_FILES);");
    Files.writeString(
        folder.resolve("big.php"),
        "<?php for ($i = 0; $i < 2000; $i++) { echo str_repeat(chr(97 + $i % 26), 1000); }");
    Files.writeString(folder.resolve("bad.php"), "<?php error_log('oh dear'); exit(1);");
    php =
        new ProcessBuilder(
                program.toString(), "-n", "-R", "-F", "-y", folder.resolve("fpm.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    ProxyRig.await(() -> Files.exists(folder.resolve("php.sock")));
    rig = new ProxyRig();
  }

  private static @Nullable Path program() throws IOException {
    Path place = Path.of("/usr/sbin");
    if (Files.isDirectory(place)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(place, "php-fpm*")) {
        for (Path program : found) {
          return program;
        }
      }
    }
    return null;
  }

  @AfterEach
  void stop() throws Exception {
    if (rig != null) {
      rig.close();
    }
    if (php != null) {
      php.destroy();
      assertThat(php.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Director balance(Map<String, String> settings) {
    return rig.balanceTo(
        settings,
        2,
        List.of("fcgi+unix:" + folder.resolve("php.sock")),
        Map.of("fcgi-document-root", folder.toString()));
  }

  @Test
  void scripts_areServed() throws Exception {
    Director shop = balance(Map.of());
    RawClient client = rig.client();

    RawClient.Answer index = client.get("/?a=b").answer();
    assertThat(index.status()).isEqualTo(200);
    assertThat(index.header("X-From")).isEqualTo("php");
    assertThat(index.body()).isEqualTo("GET /index.php - 127.0.0.1 b 0");
    assertThat(client.get("/index.php/more/info").answer().body())
        .isEqualTo("GET /index.php /more/info 127.0.0.1 - 0");

    String form = "word=hello&x=" + "y".repeat(100_000);
    RawClient.Answer post =
        client
            .send(
                "POST /post.php HTTP/1.1\r\nHost: h\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + form.length()
                    + "\r\n\r\n"
                    + form)
            .answer();
    assertThat(post.status()).isEqualTo(201);
    assertThat(post.body()).isEqualTo("olleh0");

    RawClient.Answer chunked =
        client
            .send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            .send("3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n")
            .answer();
    assertThat(chunked.body()).isEqualTo("POST /index.php - 127.0.0.1 - 6");

    assertThat(client.get("/big.php").answer().body()).hasSize(2_000_000);
    assertThat(client.get("/missing.php").answer().status()).isEqualTo(404);
    assertThat(client.get("/bad.php").answer().status()).isIn(200, 500);
    for (int i = 0; i < 50; i++) {
      assertThat(client.get("/?a=" + i).answer().body())
          .isEqualTo("GET /index.php - 127.0.0.1 " + i + " 0");
    }
    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
  }
}
