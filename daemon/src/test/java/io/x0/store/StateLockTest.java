package io.x0.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateLockTest {
  @TempDir Path folder;

  @Test
  void take_held_saysThatTheFolderIsInUse() {
    try (StateLock lock = StateLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> StateLock.take(folder))
          .isInstanceOf(StoreException.class)
          .hasMessage("another x0d uses this state folder: " + folder);
    }
  }

  @Test
  void take_heldUnderAnotherName_isRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (StateLock lock = StateLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> StateLock.take(link)).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void take_closed_works() {
    StateLock.take(folder).close();

    StateLock.take(folder).close();

    assertThat(folder.resolve("x0d.lock")).exists();
  }

  @Test
  void close_twice_doesNotReleaseTheNextOwner() {
    StateLock first = StateLock.take(folder);
    first.close();
    try (StateLock second = StateLock.take(folder)) {
      first.close();

      assertThat(second).isNotNull();
      assertThatThrownBy(() -> StateLock.take(folder)).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void take_failedBefore_isNotHeld() throws IOException {
    Path blocker = Files.createDirectory(folder.resolve("x0d.lock"));
    assertThatThrownBy(() -> StateLock.take(folder)).isInstanceOf(StoreException.class);
    Files.delete(blocker);

    StateLock.take(folder).close();
  }

  @Test
  void open_storeThatCannotBeOpened_releasesTheLock() throws IOException {
    Path blocker = Files.createDirectories(folder.resolve("x0d.db").resolve("full"));
    assertThatThrownBy(() -> SqliteDirectorStore.open(folder, Samples.CLOCK))
        .isInstanceOf(StoreException.class)
        .hasMessageNotContaining("\n");
    Files.delete(blocker);
    Files.delete(folder.resolve("x0d.db"));

    SqliteDirectorStore.open(folder, Samples.CLOCK).close();
  }
}
