package io.x0.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFolderTest {
  @TempDir private Path home;

  @Test
  void remove_takesAllThatIsInIt_andNothingThatALinkNames() throws Exception {
    Path other = Files.createFile(Files.createDirectory(home.resolve("other")).resolve("kept"));
    Path folder = Files.createDirectory(home.resolve("folder"));
    Files.createFile(Files.createDirectories(folder.resolve("a/b")).resolve("c"));
    Files.createSymbolicLink(folder.resolve("link"), other.getParent());

    SmallFolder.remove(folder);

    assertThat(folder).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void remove_ofWhatIsNotThere_isDone() {
    assertThatCode(() -> SmallFolder.remove(home.resolve("nothing"))).doesNotThrowAnyException();
  }
}
