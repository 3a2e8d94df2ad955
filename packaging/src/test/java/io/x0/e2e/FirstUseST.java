package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a new user does first. */
@Timeout(180)
class FirstUseST {
  @Test
  void firstCommands_directorAndBackend_serveAndSurviveSigkill() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Origin origin = Origin.named("hello")) {
      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b1", origin.url(), "--capacity", "8");

      Client.Answer answer = Client.once(daemon.port(), "/a?b=c");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.header("X-Director-Backend")).isEqualTo("b1");
      assertShop(daemon, origin);

      daemon.kill();
      daemon.start();

      assertShop(daemon, origin);
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("hello");
      assertThat(origin.total()).isEqualTo(2);
    }
  }

  private static void assertShop(TestDaemon daemon, Origin origin) throws Exception {
    try (Admin admin = daemon.admin()) {
      Admin.Reply reply = admin.call("GET", "http://x0d/director/shop");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      JsonObject shop = reply.json();
      assertThat(shop.get("name").getAsString()).isEqualTo("shop");
      assertThat(shop.get("origin").getAsString()).isEqualTo("managed");
      assertThat(shop.get("state").getAsString()).isEqualTo("up");
      assertThat(shop.get("capacity").getAsInt()).isEqualTo(8);
      JsonObject backend = shop.getAsJsonArray("backends").get(0).getAsJsonObject();
      assertThat(backend.get("name").getAsString()).isEqualTo("b1");
      assertThat(backend.get("url").getAsString()).isEqualTo(origin.url());
      assertThat(backend.get("capacity").getAsInt()).isEqualTo(8);
      assertThat(backend.get("state").getAsString()).isEqualTo("online");
    }
  }

  @Test
  void adminSocket_started_hasMode0660() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket())))
          .isEqualTo("rw-rw----");
    }
  }

  @Test
  void status_running_tellsTheProcess() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      String table = daemon.must("status");
      String json = daemon.must("status", "-o", "json");

      assertThat(table).contains("running").contains(Integer.toString(daemon.port()));
      assertThat(json).contains("\"pid\": " + daemon.pid());
    }
  }
}
