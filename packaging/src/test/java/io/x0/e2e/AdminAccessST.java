package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other users of the machine at the admin socket; only root can play them. */
@Timeout(180)
class AdminAccessST {
  private static final int FAILED = 1;
  private static final int UNREACHABLE = 5;

  /** A group that every Debian has. */
  private static final String GROUP = "daemon";

  private static final String NOBODY = "65534";
  private static final List<String> STRANGER =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  private static final List<String> MEMBER =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--groups=1");
  private static final List<String> MEMBER_BY_FIRST_GROUP =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=1", "--clear-groups");

  private static final String CONFIG =
      TestDaemon.DEFAULT_CONFIG.replace(
          "handler setup {", "handler setup {\n  admin.socket group: '" + GROUP + "';");

  @BeforeAll
  static void beRootWithSetpriv() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root: cannot play other users");
    assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "no setpriv (Debian: util-linux)");
    Path tree = Path.of(System.getProperty("x0.tree", "target/x0")).toAbsolutePath();
    Process test =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "test",
                "-x",
                tree.resolve("bin/x0ctl").toString())
            .start();
    assumeTrue(test.waitFor() == 0, "other users cannot reach " + tree);
  }

  private static TestDaemon started() throws Exception {
    TestDaemon daemon = TestDaemon.create().config(CONFIG);
    mode(daemon.folder(), "rwx--x--x");
    return daemon.start();
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void socket_ofAGroup_isForItsMembers() throws Exception {
    try (TestDaemon daemon = started()) {
      PosixFileAttributes file = Files.readAttributes(daemon.socket(), PosixFileAttributes.class);
      assertThat(file.group().getName()).isEqualTo(GROUP);
      assertThat(PosixFilePermissions.toString(file.permissions())).isEqualTo("rw-rw----");

      TestDaemon.Ran stranger = daemon.ctlAs(STRANGER, "director", "create", "forged");
      assertThat(stranger.exit()).as(stranger.toString()).isEqualTo(UNREACHABLE);
      assertThat(stranger.err())
          .isEqualTo(
              "x0ctl: cannot reach x0d at "
                  + daemon.socket()
                  + ": permission denied; only members of group daemon may use it (join the group,"
                  + " or use sudo)\n");

      TestDaemon.Ran member = daemon.ctlAs(MEMBER, "director", "create", "shop");
      assertThat(member.exit()).as(member.toString()).isZero();
      assertThat(daemon.must("history", "-o", "json"))
          .contains("\"who\": \"nobody\"")
          .doesNotContain("forged");
      assertThat(daemon.must("director", "list", "-o", "name")).isEqualTo("shop\n");
    }
  }

  @Test
  void socket_openedToOthers_isStillForMembersOnly() throws Exception {
    try (TestDaemon daemon = started()) {
      mode(daemon.socket(), "rw-rw-rw-");

      TestDaemon.Ran stranger = daemon.ctlAs(STRANGER, "director", "create", "forged");
      assertThat(stranger.exit()).as(stranger.toString()).isEqualTo(FAILED);
      assertThat(stranger.err())
          .isEqualTo(
              "x0ctl: user nobody may not use the admin socket; only root, the user of x0d and"
                  + " members of group daemon may (join the group, or use sudo)\n");
      assertThat(daemon.log()).contains("admin socket: refused user nobody");

      TestDaemon.Ran member = daemon.ctlAs(MEMBER_BY_FIRST_GROUP, "director", "create", "shop");
      assertThat(member.exit()).as(member.toString()).isZero();
      assertThat(daemon.must("director", "list", "-o", "name")).isEqualTo("shop\n");
    }
  }
}
