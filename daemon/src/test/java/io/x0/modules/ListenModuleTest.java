package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.flow.Program;
import io.x0.proxy.ListenAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenModuleTest {
  @TempDir Path folder;

  private static SetupContext run(String setupText) {
    Program<SetupContext, RequestContext> program =
        Objects.requireNonNull(
            Checked.compile("setup {\n  " + setupText + "\n}\nmain { return 404 }").program());
    SetupContext setup = new SetupContext();
    program.setup().run(setup);
    return setup;
  }

  @Test
  void listen_socket_withMode_isTakenDownWithItsPlace() {
    SetupContext setup = run("listen 'unix:/run/x0d/web.sock', mode: '0666';");

    ListenAddress address = new ListenAddress("", 0, "/run/x0d/web.sock");
    assertThat(setup.listeners()).containsExactly(address);
    assertThat(setup.places()).containsEntry(address, "x0d.conf:2:3");
    assertThat(setup.sockets().get(address)).hasToString("rw-rw-rw- :");
  }

  @Test
  void listen_socket_withGroupOnly_hasTheUsualMode() {
    SetupContext setup = run("ssl.listen 'unix:/run/web.sock', owner: 'root', group: 'root';");

    assertThat(setup.sockets().values()).hasSize(1);
    assertThat(setup.sockets().values().iterator().next()).hasToString("rw-rw---- root:root");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen 'unix:web.sock'; | listen: unix:web.sock (expected: an absolute path",
        "listen 'unix:'; | listen: unix: (expected: an absolute path",
        "listen 'unix:/run/'; | listen: unix:/run/ (expected: an absolute path",
        "listen 'unix:/a', '0888'; | mode: 0888 (expected: three octal digits, such as 0660)",
        "listen 'unix:/a', mode: 'rw'; | mode: rw (expected: three octal digits, such as 0660)",
        "listen 'unix:/a', group: 'no-such'; | there is no group no-such on this machine",
        "ssl.listen 'unix:/a', owner: 'no-such'; | there is no user no-such on this machine",
        "listen ':80', mode: '0660'; | 0.0.0.0:80 has no mode, owner or group",
        "proxy_protocol.from 'unix:a'; | listen: unix:a (expected: an absolute path",
      })
  void mistake_isSaidBeforeAnythingRuns(String statement, String message) {
    assertThat(Checked.setup(statement)).hasSize(1);
    assertThat(Checked.setup(statement).get(0))
        .startsWith("x0d.conf:2:")
        .contains(": error: ")
        .contains(message);
  }

  @Test
  void listen_pathBeyondWhatTheKernelTakes_isRefused() {
    String longest = "/" + "a".repeat(106);

    assertThat(Checked.setup("listen 'unix:" + longest + "';")).isEmpty();
    assertThat(Checked.setup("listen 'unix:" + longest + "b';"))
        .singleElement()
        .asString()
        .contains("at most 107 bytes");
  }

  @Test
  void listen_whereAnotherFileIs_failsBeforeAnythingIsOpened() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "text");

    assertThatThrownBy(() -> run("listen 'unix:" + precious + "';"))
        .hasMessageContaining("x0d.conf:2:3")
        .hasMessageContaining(
            "cannot listen on unix:" + precious + ": another file is in its place");
  }

  @Test
  void proxyProtocol_withoutProxies_isForSocketsOnly() {
    assertThatThrownBy(() -> run("listen ':80'; proxy_protocol.from ':80';"))
        .hasMessageContaining("needs the proxies, as a list");
  }
}
