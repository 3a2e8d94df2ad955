package io.x0.cli.top;

import io.x0.cli.client.ClientException;
import io.x0.cli.command.Command;
import io.x0.cli.command.Declare;
import io.x0.cli.command.Example;
import io.x0.cli.command.Invocation;
import io.x0.cli.output.Format;
import io.x0.cli.shell.JLineTerminal;
import io.x0.cli.syntax.Syntax;
import io.x0.common.unit.Count;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code top}. Immutable. */
public final class Top implements Command {
  @Override
  public String summary() {
    return "watch directors, buckets and backends live";
  }

  @Override
  public List<String> details() {
    return List.of(
        "At a terminal it takes the whole screen; ? shows the keys. Otherwise it prints what the"
            + " screen would show, again and again.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl top shop", "begin with the buckets and backends of shop"),
        new Example("x0ctl top shop --count 1 > now.txt", "keep what it looks like now"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.optionalParameter(syntax, 0, "DIRECTOR", "the director that is selected first");
    Declare.option(
        syntax, "SECONDS", "without a terminal: time between two, 1 to 3600", "-n", "--interval");
    Declare.option(syntax, "N", "without a terminal: end after N", "--count");
  }

  @Override
  public void run(Invocation invocation) {
    @Nullable String named = invocation.arguments().optionalParameter(0);
    String director = named == null ? "" : named;
    @Nullable String interval = invocation.arguments().option("--interval");
    @Nullable String wanted = invocation.arguments().option("--count");
    int seconds = interval == null ? 1 : Count.parse("--interval", interval, 1, 3600);
    int count = wanted == null ? Integer.MAX_VALUE : Count.parse("--count", wanted, 1, 1_000_000);
    boolean isDumb = invocation.host().environment().getOrDefault("TERM", "dumb").equals("dumb");
    boolean hasScreen = invocation.host().terminal().isInteractive() && !isDumb;
    boolean isPlain =
        wanted != null || invocation.printer().style().format() != Format.TABLE || !hasScreen;
    if (isPlain) {
      new Snapshots(invocation, director).run(count, seconds);
      return;
    }
    // Whether there is a daemon is better said on the screen that was there before.
    var unused = invocation.client().send(io.x0.cli.client.Request.of("GET", "/status"));
    try {
      if (invocation.host().terminal() instanceof JLineTerminal shell) {
        new LiveScreen(invocation, director).run(shell);
      } else {
        try (JLineTerminal own = new JLineTerminal()) {
          new LiveScreen(invocation, director).run(own);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClientException e) {
      if (e.reason() != ClientException.Reason.INTERRUPTED) {
        throw e;
      }
      forgetInterrupt();
    }
  }

  private static void forgetInterrupt() {
    var unused = Thread.interrupted();
  }
}
