package io.x0.cli.command;

import io.x0.cli.client.ClientException;
import io.x0.cli.client.Pause;
import io.x0.cli.output.Clean;
import io.x0.cli.output.Host;
import io.x0.cli.output.Output;
import io.x0.cli.output.ScreenText;
import io.x0.cli.output.Terminal;
import io.x0.cli.syntax.Syntax;
import io.x0.common.InvalidValueException;
import io.x0.common.unit.Count;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code watch}: another command, again and again. Immutable. */
record Watch(Group root) implements Command {
  private static final BigDecimal LEAST = new BigDecimal("0.1");
  private static final BigDecimal MOST = new BigDecimal(86_400);

  @Override
  public String summary() {
    return "run a command again and again, and show what it prints";
  }

  @Override
  public List<String> details() {
    return List.of(
        "At a terminal the screen shows the newest output until Ctrl-C; otherwise the outputs are"
            + " printed one after the other, with an empty line between.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl watch backend list shop", "watch the backends of a director"),
        new Example("x0ctl watch -n 0.5 stats shop -o wide", "watch its figures twice per second"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "COMMAND", "the command and its arguments");
    Declare.parameters(syntax, 1, "ARGUMENT", "");
    Declare.option(syntax, "SECONDS", "time between two runs, 2 unless given", "-n", "--interval");
    Declare.option(syntax, "N", "end after N runs", "--count");
    syntax.endWithLine();
  }

  @Override
  public void run(Invocation invocation) {
    List<String> line = new ArrayList<>();
    for (String option : List.of("--socket", "--output", "--color")) {
      String value = invocation.arguments().option(option);
      if (value != null) {
        line.add(option + "=" + value);
      }
    }
    line.addAll(invocation.arguments().parameters(0));
    Node node = CommandPath.follow(root, invocation.arguments().parameters(0)).node();
    if (node instanceof Watch) {
      throw invocation.misuse("watch cannot watch itself");
    }
    Duration interval = interval(invocation.arguments().option("--interval"));
    @Nullable String text = invocation.arguments().option("--count");
    int count = text == null ? Integer.MAX_VALUE : Count.parse("--count", text, 1, 1_000_000);
    boolean isDumb = invocation.host().environment().getOrDefault("TERM", "dumb").equals("dumb");
    if (invocation.host().terminal().isInteractive() && !isDumb) {
      onScreen(invocation.host(), line, interval, count);
    } else {
      inTurn(invocation.host(), line, interval, count);
    }
  }

  /** Returns a number of seconds as time. */
  static Duration interval(@Nullable String text) {
    if (text == null) {
      return Duration.ofSeconds(2);
    }
    try {
      BigDecimal seconds =
          new BigDecimal(text.endsWith("s") ? text.substring(0, text.length() - 1) : text);
      if (seconds.compareTo(LEAST) >= 0 && seconds.compareTo(MOST) <= 0) {
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
      }
    } catch (NumberFormatException e) {
      // It is no number, which is said below.
    }
    throw new InvalidValueException("--interval", text, "seconds from 0.1 to 86400");
  }

  private void inTurn(Host host, List<String> line, Duration interval, int count) {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        Pause.of(interval);
        host.out().print("\n");
      }
      ExitCode code = new Dispatcher(root, host).run(line);
      if (code != ExitCode.OK) {
        throw new EndedException(code);
      }
      if (host.out().hasFailed()) {
        return;
      }
    }
  }

  private void onScreen(Host host, List<String> line, Duration interval, int count) {
    String title =
        "every " + interval.toMillis() / 1000.0 + "s: " + Clean.line(String.join(" ", line));
    try (ScreenText screen = new ScreenText(host)) {
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          Pause.of(interval);
        }
        screen.show(title + "\n\n" + output(host, line));
      }
    } catch (ClientException e) {
      if (e.reason() != ClientException.Reason.INTERRUPTED) {
        throw e;
      }
      var unused = Thread.interrupted();
    }
  }

  /** Runs the command once, and returns what it prints. */
  private String output(Host host, List<String> line) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Output both = new Output(printed);
    Host inner = new Host(host.environment(), both, both, new Reader(host.terminal()));
    ExitCode code = new Dispatcher(root, inner).run(line);
    if (code == ExitCode.USAGE || code == ExitCode.INTERRUPTED) {
      // It will not get better.
      host.err().print(printed.toString(StandardCharsets.UTF_8));
      throw new EndedException(code);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Somebody who reads along, and neither pages nor answers. */
  private record Reader(Terminal terminal) implements Terminal {
    @Override
    public boolean isInteractive() {
      return true;
    }

    @Override
    public int width() {
      return terminal.width();
    }

    @Override
    public int height() {
      return Integer.MAX_VALUE;
    }

    @Override
    public @Nullable String readLine() {
      return null;
    }
  }
}
