package io.x0.cli.shell;

import io.x0.cli.client.AdminClient;
import io.x0.cli.command.Commands;
import io.x0.cli.command.Completer;
import io.x0.cli.completion.ApiNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jline.terminal.impl.ExternalTerminal;

/**
 * Edits one line on a terminal that is none, so that the classes for it are loaded; see {@code
 * io.x0.cli.archive}. Stateless.
 */
public final class DryShell {
  private DryShell() {}

  /** Completes and reads a line. */
  public static void run(Path socket) throws IOException {
    byte[] keys = "director show \t\n".getBytes(StandardCharsets.US_ASCII);
    AdminClient client = new AdminClient(socket, Duration.ofSeconds(1));
    try (JLineTerminal terminal =
        new JLineTerminal(
            new ExternalTerminal(
                "x0ctl",
                "xterm",
                new ByteArrayInputStream(keys),
                OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8))) {
      Completer completer = new Completer(new Commands(), new ApiNames(client, System::nanoTime));
      terminal.edit(completer, () -> "", null);
      Prompt prompt = new Prompt(client, true, line -> {});
      var unused = terminal.read(prompt.text("", false));
    }
  }
}
