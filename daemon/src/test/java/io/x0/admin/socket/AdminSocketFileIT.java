package io.x0.admin.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.unix.SocketFile;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of the admin socket, on a real file system. */
class AdminSocketFileIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"admin.sock", "s"})
  void bind_leavesTheSocketAlone_withItsMode(String name) throws Exception {
    Path path = folder.resolve(name);

    SocketFile bound = AdminSocketFile.bind(new SocketPlace(path, null));
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
      assertThat(bound.channel().isOpen()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-rw----");
      assertThat(files()).isEqualTo(1);
    } finally {
      bound.close();
    }
    assertThat(files()).isZero();
  }

  @Test
  void bind_longestPath_isPossible() throws Exception {
    String padding = "d".repeat(106 - folder.toString().length() - "//admin.sock".length());
    Path path = folder.resolve(padding).resolve("admin.sock");
    assertThat(path.toString()).hasSize(106);

    AdminSocketFile.bind(new SocketPlace(path, null)).close();

    assertThat(path).doesNotExist();
  }

  @Test
  void bind_folderOfAnUnluckyPredecessor_isNoObstacle() throws Exception {
    Files.createDirectory(folder.resolve(".x0d"));
    Path path = folder.resolve("admin.sock");

    AdminSocketFile.bind(new SocketPlace(path, null)).close();

    assertThat(files()).isEqualTo(1);
  }

  @Test
  void bind_group_isThatOfTheFile() throws Exception {
    Path path = folder.resolve("admin.sock");
    String own = Files.readAttributes(folder, PosixFileAttributes.class).group().getName();

    SocketFile bound = AdminSocketFile.bind(new SocketPlace(path, own));

    assertThat(bound.channel().isOpen()).isTrue();
    assertThat(Files.readAttributes(path, PosixFileAttributes.class).group().getName())
        .isEqualTo(own);
    bound.close();
  }

  @Test
  void bind_unknownGroup_isRefusedAndLeavesNothing() throws Exception {
    Path path = folder.resolve("admin.sock");

    assertThatThrownBy(() -> AdminSocketFile.bind(new SocketPlace(path, "no-such-group")))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot bind the admin socket " + path + ": there is no group no-such-group");
    assertThat(files()).isZero();
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
