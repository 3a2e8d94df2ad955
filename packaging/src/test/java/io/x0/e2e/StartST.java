package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** x0d starts completely, or says in one line why not and leaves nothing. */
@Timeout(180)
class StartST {
  private static final String BAD =
      """
      handler setup {
        listen '127.0.0.1:0';
        frobnicate 'x';
        listen 5;
      }
      handler main {
        if req.path == '/x' {
          return 404;
      }
      """;

  @Test
  void start_badConfiguration_reportsEveryErrorWithItsPlace() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(BAD)) {
      for (TestDaemon.Ran ran : new TestDaemon.Ran[] {daemon.run(), daemon.run("--check")}) {
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        String file = daemon.configFile().toString();
        assertThat(ran.err().lines().filter(line -> line.contains(": error: ")))
            .hasSizeGreaterThanOrEqualTo(3)
            .allSatisfy(
                line -> assertThat(line).startsWith(file).matches(".*:\\d+:\\d+: error: .*"))
            .anySatisfy(line -> assertThat(line).contains(file + ":3:3: ").contains("frobnicate"))
            .anySatisfy(line -> assertThat(line).contains(file + ":4:10: "))
            .anySatisfy(line -> assertThat(line).contains("'{' is not closed"));
        assertThat(daemon.socket()).doesNotExist();
        assertThat(daemon.stateFolder()).doesNotExist();
      }
    }
  }

  @Test
  void check_tenMistakes_areTenLocatedErrorsInOneRun() throws Exception {
    String config =
        """
        var grace = 5 parsecs;
        handler setup {
          listen '127.0.0.1:0';
          director.create 'shop', 'one' => 'http://127.0.0.1:9001?capcity=8';
          director.set 'shop', 'queue-timeout' => '30';
          state.dir;
        }
        handler loop { loop; }
        handler main {
          if req.path =~ /^\\/(shop/ { loop; }
          if req.locaport == 80 { return 200; }
          listen ':8081';
          return 404 if req.host == 5;
          x = = 5;
          echo 'the end;
        }
        """;
    try (TestDaemon daemon = TestDaemon.create().config(config)) {
      TestDaemon.Ran ran = daemon.run("--check");

      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      String file = daemon.configFile() + ":";
      assertThat(ran.err().lines().filter(line -> line.startsWith(file)))
          .extracting(line -> line.substring(file.length()).replaceFirst(": error: .*", ""))
          .containsExactly(
              "1:15", "4:27", "5:24", "6:3", "8:16", "10:18", "11:6", "12:3", "13:26", "14:7",
              "15:8");
      assertThat(ran.err()).contains("did you mean 'capacity'?", "did you mean 'req.localport'?");
    }
  }

  @Test
  void check_goodConfiguration_exits0AndTouchesNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      TestDaemon.Ran ran = daemon.run("--check");

      assertThat(ran).isEqualTo(new TestDaemon.Ran(0, daemon.configFile() + ": OK\n", ""));
      assertThat(daemon.stateFolder()).doesNotExist();
      assertThat(daemon.socket()).doesNotExist();
    }
  }

  @Test
  void check_configurationThatCannotStart_fails() throws Exception {
    for (String setup :
        new String[] {
          "",
          "listen '127.0.0.1:0'; director.create 'a', 'b' => 'http://127.0.0.1:1';"
              + " director.create 'a', 'b' => 'http://127.0.0.1:1';",
          "listen '127.0.0.1', 70000;"
        }) {
      String config = "handler setup { " + setup + " }\nhandler main { return 404; }\n";
      try (TestDaemon daemon = TestDaemon.create().config(config)) {
        TestDaemon.Ran check = daemon.run("--check");
        TestDaemon.Ran start = daemon.run();

        assertThat(start.exit()).as(start.err()).isEqualTo(1);
        assertThat(check.err()).isEqualTo(start.err()).contains("error: ");
        assertThat(check.exit()).isEqualTo(1);
      }
    }
  }

  @Test
  void start_missingFile_saysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Files.delete(daemon.configFile());

      assertOneLine(daemon, "no such file");
      Files.createDirectory(daemon.configFile());
      assertOneLine(daemon, "irectory");
      assertOneLineOf(daemon.run("--check"), "irectory");
    }
  }

  @Test
  void start_unreadableFile_saysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Files.setPosixFilePermissions(
          daemon.configFile(), PosixFilePermissions.fromString("---------"));
      Assumptions.assumeFalse(Files.isReadable(daemon.configFile()), "root may read everything");

      assertOneLine(daemon, "permission denied");
    }
  }

  @Test
  void start_portInUse_leavesNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestDaemon daemon = TestDaemon.create()) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      daemon.config(TestDaemon.DEFAULT_CONFIG.replace("127.0.0.1:0", address));

      TestDaemon.Ran ran = daemon.run();

      assertThat(ran.exit()).isEqualTo(1);
      assertThat(lastLine(ran.err())).contains(address).contains("in use");
      assertThat(ran.err().lines().filter(line -> !isLog(line))).hasSize(1);
      assertThat(daemon.socket()).doesNotExist();
      daemon.config(TestDaemon.DEFAULT_CONFIG).start();
    }
  }

  @Test
  void start_stateFolderThatIsAFile_saysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Files.writeString(daemon.stateFolder(), "precious");

      assertOneLine(
          daemon, "state folder " + daemon.stateFolder() + ": another file is in its place");

      assertThat(daemon.stateFolder()).hasContent("precious");
    }
  }

  @Test
  void start_stateFolderNotWritable_saysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Files.createDirectory(
          daemon.stateFolder(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
      Assumptions.assumeFalse(Files.isWritable(daemon.stateFolder()), "root may write anywhere");

      assertOneLine(daemon, daemon.stateFolder() + "/x0d.lock: permission denied");
    }
  }

  @Test
  void start_stateFolderBelowReadOnlyFiles_saysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      TestDaemon.Ran ran = daemon.run("--state-dir", "/proc/x0-e2e");

      assertOneLineOf(ran, "cannot make the state folder /proc/x0-e2e: ");
      assertThat(ran.err()).containsAnyOf(": no such file", ": permission denied");
    }
  }

  @Test
  void start_stateFolderOfALivingDaemon_saysSoAndDisturbsNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      Path other = daemon.folder().resolve("other.sock");

      TestDaemon.Ran ran = daemon.run("--admin-socket", other.toString());

      assertOneLineOf(ran, "another x0d uses this state folder");
      assertThat(other).doesNotExist();
      assertThat(daemon.ctl("director", "create", "a").exit()).isZero();
    }
  }

  @Test
  void start_adminSocketOfALivingDaemon_saysSoAndDisturbsNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      TestDaemon.Ran ran = daemon.run("--state-dir", daemon.folder().resolve("other").toString());

      assertOneLineOf(ran, "another x0d listens on it");
      assertThat(daemon.ctl("director", "create", "a").exit()).isZero();
    }
  }

  @Test
  void start_socketOfAKilledDaemon_isReplaced() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.kill();
      assertThat(daemon.socket()).exists();

      daemon.start();

      assertThat(daemon.must("status")).contains("running");
    }
  }

  @Test
  void start_fileInPlaceOfTheSocket_isNotDeleted() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Files.writeString(daemon.socket(), "precious");

      assertOneLine(daemon, daemon.socket() + ": another file is in its place");

      assertThat(daemon.socket()).hasContent("precious");
    }
  }

  @Test
  void start_folderOfTheSocketCannotBeMade_saysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      String path = daemon.configFile().resolve("none/admin.sock").toString();

      assertOneLineOf(daemon.run("--admin-socket", path), path);
    }
  }

  @Test
  void commandLine_ofX0d_hasItsExitCodes() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      for (String[] wrong : new String[][] {{"--bogus"}, {"extra"}, {"--config"}}) {
        TestDaemon.Ran ran = daemon.runBare(wrong);
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).matches("x0d: [^\n]+\n");
      }

      TestDaemon.Ran version = daemon.runBare("--version");
      assertThat(version.exit()).isZero();
      assertThat(version.out()).matches("x0d \\d+\\.\\d+\\.\\d+\\S* [^\n]+\n");
      assertThat(version.err()).isEmpty();
      TestDaemon.Ran help = daemon.runBare("--help");
      assertThat(help.exit()).isZero();
      assertThat(help.out()).startsWith("Usage: x0d").contains("--check");
      assertThat(help.err()).isEmpty();
    }
  }

  private static void assertOneLine(TestDaemon daemon, String words)
      throws IOException, InterruptedException {
    assertOneLineOf(daemon.run(), words);
  }

  private static void assertOneLineOf(TestDaemon.Ran ran, String words) {
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).matches("[^\n]+\n").contains(words);
  }

  private static String lastLine(String text) {
    return text.lines().reduce("", (first, second) -> second);
  }

  /** A line of the log begins with the time. */
  private static boolean isLog(String line) {
    return line.matches("\\d{4}-\\d\\d-\\d\\dT.*");
  }

  /** A package manager puts new files in the place of the old ones while x0d runs. */
  @Test
  void jars_areAllOpen_soThatTheirFilesMayGo() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      List<String> open = new ArrayList<>();
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + daemon.pid() + "/fd"))) {
        for (Path descriptor : descriptors.filter(Files::isSymbolicLink).toList()) {
          open.add(Files.readSymbolicLink(descriptor).getFileName().toString());
        }
      }

      String main = open.stream().filter(n -> n.startsWith("x0-daemon-")).findFirst().orElseThrow();
      try (JarFile jar = new JarFile(daemon.home().resolve("lib").resolve(main).toFile())) {
        String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
        assertThat(classPath.split(" ")).hasSizeGreaterThan(20).isSubsetOf(open);
      }
    }
  }
}
