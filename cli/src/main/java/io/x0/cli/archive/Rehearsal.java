package io.x0.cli.archive;

import io.x0.cli.Main;
import io.x0.cli.client.AdminClient;
import io.x0.cli.shell.DryShell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs what operators run most, against nothing: the classes that this loads are those that go into
 * the class-data archive. Started by {@code lib/make-archive.sh} and by nobody else. Stateless.
 */
public final class Rehearsal {
  private static final List<String> LINES =
      List.of(
          "status",
          "version",
          "director list",
          "director list -o json",
          "director show a",
          "director enable a",
          "director set a queue-limit=5",
          "backend list a",
          "backend disable a b",
          "bucket list a",
          "health list",
          "stats",
          "stats a",
          "history",
          "events",
          "config show",
          "__complete -- backend disable a ",
          "__complete -- director set a queue",
          "nonsense",
          "help",
          "director show --help");

  private Rehearsal() {}

  /** Runs the lines and ends. */
  public static void main(String[] args) throws IOException {
    AdminClient.warmUp();
    try (StandIn daemon = new StandIn()) {
      for (String line : LINES) {
        run(daemon.socket(), line);
      }
      DryShell.run(daemon.socket());
    }
    run(Path.of("/nonexistent/x0ctl"), "status");
  }

  private static void run(Path socket, String line) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("X0_SOCKET", socket.toString());
    OutputStream nothing = OutputStream.nullOutputStream();
    var unused = Main.run(List.of(line.split(" ", -1)), environment, nothing, nothing);
  }
}
