package io.x0.cli.output;

import com.google.gson.JsonObject;
import java.util.Map;

/** Prints what commands have to say in the form that was asked for. Confined to one thread. */
public final class Printer {
  private final Host host;
  private final Format format;
  private final boolean isQuiet;
  private final boolean isDryRun;

  /**
   * @param host where to print
   * @param format what data looks like
   * @param isQuiet whether only data and errors are wanted
   * @param isDryRun whether nothing is changed
   */
  public Printer(Host host, Format format, boolean isQuiet, boolean isDryRun) {
    this.host = host;
    this.format = format;
    this.isQuiet = isQuiet;
    this.isDryRun = isDryRun;
  }

  /** Returns whether data is wanted as the API gives it. */
  public boolean isJson() {
    return format == Format.JSON;
  }

  /** Prints a body of the API. */
  public void print(JsonObject body) {
    host.out().print(JsonText.of(body));
  }

  /** Prints a table. */
  public void print(Table table) {
    host.out().print(table.render(layout()));
  }

  /** Prints named values. */
  public void print(Facts facts) {
    host.out().print(facts.render(layout()));
  }

  /** Prints an empty line. */
  public void blank() {
    host.out().print("\n");
  }

  /** Confirms a change in one line, or by its result when data is wanted as the API gives it. */
  public void confirm(String line, JsonObject result) {
    if (isQuiet) {
      return;
    }
    if (isJson()) {
      print(result);
    } else {
      String remark = isDryRun ? " (dry run: nothing was changed)" : "";
      host.out().print(Clean.line(line) + remark + "\n");
    }
  }

  /** Tells a person something that is not data. */
  public void hint(String line) {
    if (!isQuiet && host.terminal().isInteractive()) {
      host.out().flush();
      host.err().print(Clean.line(line) + "\n");
    }
  }

  /** Tells lines that are not data, whether anybody looks or not. */
  public void remark(String lines) {
    host.out().flush();
    lines.lines().forEach(line -> host.err().print(Clean.line(line) + "\n"));
  }

  private Layout layout() {
    Terminal terminal = host.terminal();
    if (!terminal.isInteractive()) {
      return Layout.PLAIN;
    }
    Map<String, String> environment = host.environment();
    boolean isColoured =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Layout(terminal.width(), isColoured);
  }
}
