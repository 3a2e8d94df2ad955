package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An export is changed and applied while requests run. */
@Timeout(120)
class ApplyST {
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
      }
      handler main {
        director.balance 'shop';
      }
      """;

  @Test
  void apply_changedExport_changesWhatDiffersAndFailsNoRequest() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG).start();
        Peer b1 = Peer.open("b1", 2);
        Peer b2 = Peer.open("b2", 2);
        Shop shop = new Shop(daemon, "queue-limit=70")) {
      shop.add(b1, "\"capacity\": 3");
      shop.add(b2, "\"capacity\": 3");
      daemon.must("bucket", "add", "shop", "vip", "--rate", "20%");
      daemon.must("director", "create", "other");
      Path file = daemon.folder().resolve("all.json");
      Files.writeString(file, daemon.must("export", "shop"));
      assertThat(daemon.must("apply", "-f", file.toString()))
          .isEqualTo("nothing differs from " + file + "\n");

      JsonObject document = Json.object(Files.readString(file));
      document.addProperty("queue-limit", 80);
      document.getAsJsonArray("backends").remove(0);
      document.getAsJsonArray("buckets").remove(0);
      Files.writeString(file, document.toString());
      assertThat(daemon.ctl("apply", "-f", file.toString()).exit()).isEqualTo(2);
      assertThat(daemon.must("apply", "-f", file.toString(), "--prune", "--dry-run"))
          .isEqualTo(
              """
              ~ director shop: queue-limit 70 -> 80
              - backend shop/b1
              - bucket shop/vip
              - director other
              """);
      try (Load load = Load.start(daemon, 4)) {
        Await.until("both serve", () -> b1.requests() > 20 && b2.requests() > 20);
        daemon.must("apply", "-f", file.toString(), "--prune", "--yes");
        Await.until("b1 is gone", () -> !daemon.must("backend", "list", "shop").contains("b1"));
        int before = b1.requests();
        int served = load.total();
        Await.until("b2 serves alone", () -> load.total() > served + 100);
        assertThat(b1.requests()).isEqualTo(before);
        load.finish();
        assertThat(load.results()).containsOnlyKeys("200");
      }
      assertThat(daemon.must("director", "list", "-o", "name")).isEqualTo("shop\n");
      assertThat(daemon.must("history", "--limit", "9"))
          .contains("director apply shop with 1 backends and 0 buckets");
      assertThat(daemon.must("apply", "-f", file.toString()))
          .isEqualTo("nothing differs from " + file + "\n");
    }
  }
}
