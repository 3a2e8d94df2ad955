package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes are taken back by x0ctl, also those of before the process was killed. */
@Timeout(120)
class UndoST {
  @Test
  void undo_takesBackWhatIsStored_andSaysWhyNot() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", 0);
        Shop shop = new Shop(daemon, "queue-limit=7")) {
      shop.add(b1, "\"capacity\": 3");
      daemon.must("backend", "drain", "shop", "b1");
      daemon.must("director", "delete", "shop", "--yes");

      daemon.kill();
      daemon.start();

      assertThat(daemon.must("undo", "--dry-run"))
          .contains(": director delete shop\n  + director shop\n");
      assertThat(daemon.must("undo", "--yes")).isEqualTo("change 4 undone\n");
      assertThat(daemon.must("backend", "list", "shop")).contains("drained");
      assertThat(daemon.must("undo", "3", "--yes")).isEqualTo("change 3 undone\n");
      Await.until("b1 serves", () -> Client.once(daemon.port(), "/").body().equals("b1"));
      assertThat(daemon.must("director", "show", "shop")).contains("7");

      TestDaemon.Ran again = daemon.ctl("undo", "3", "--yes");
      assertThat(again.exit()).isEqualTo(4);
      assertThat(again.err())
          .isEqualTo(
              "x0ctl: change 3 cannot be undone: enabled of backend shop/b1 is true now, not"
                  + " false\n");
      assertThat(daemon.ctl("undo", "99", "--yes").exit()).isEqualTo(3);
      assertThat(daemon.must("history", "--limit", "1"))
          .contains("6")
          .contains("undo 3: backend drain shop b1");
    }
  }
}
