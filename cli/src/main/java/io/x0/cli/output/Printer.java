package io.x0.cli.output;

import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;

/**
 * Prints what commands have to say in the form that was asked for. Tables and named values are kept
 * until {@link #finish}, as a pager wants all of them. Confined to one thread.
 */
public final class Printer {
  private final Host host;
  private final Style style;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param host where to print
   * @param style how it is wanted
   */
  public Printer(Host host, Style style) {
    this.host = host;
    this.style = style;
  }

  /** Returns whether data is wanted as the API gives it: {@link #print(JsonObject)}. */
  public boolean wantsBody() {
    return style.format() == Format.JSON || style.format() == Format.YAML;
  }

  /** Returns whether data is for people, who may see several tables one after the other. */
  public boolean isForPeople() {
    return style.format() == Format.TABLE || style.format() == Format.WIDE;
  }

  /** Returns one that prints the same way, without headers unless {@code hasHeaders}. */
  public Printer withHeaders(boolean hasHeaders) {
    return new Printer(
        host,
        new Style(
            style.format(),
            style.colour(),
            style.hasHeaders() && hasHeaders,
            style.isQuiet(),
            style.remark()));
  }

  /** Returns how it is wanted. */
  public Style style() {
    return style;
  }

  /** Prints a body of the API. */
  public void print(JsonObject body) {
    host.out().print(style.format() == Format.YAML ? YamlText.of(body) : JsonText.of(body));
  }

  /** Prints a body of the API as JSON in one line. */
  public void printLine(JsonObject body) {
    host.out().print(JsonText.line(body) + "\n");
  }

  /** Prints a table. */
  public void print(Table table) {
    switch (style.format()) {
      case CSV -> host.out().print(CsvText.of(table, style.hasHeaders()));
      case NAME -> {
        if (!table.hasNames()) {
          throw nameless();
        }
        host.out().print(table.names());
      }
      default -> page.append(TableText.of(table, style.format(), style.hasHeaders(), layout()));
    }
  }

  /** Prints named values. */
  public void print(Facts facts) {
    switch (style.format()) {
      case CSV -> host.out().print(CsvText.of(facts, style.hasHeaders()));
      case NAME -> {
        if (facts.value("name").isEmpty()) {
          throw nameless();
        }
        host.out().print(facts.value("name") + "\n");
      }
      default -> page.append(facts.render(layout()));
    }
  }

  private static InvalidValueException nameless() {
    return new InvalidValueException(
        "--output", "name", "table, wide, json, yaml or csv: nothing here has a name");
  }

  /** Prints an empty line between tables. */
  public void blank() {
    page.append('\n');
  }

  /** Confirms a change in one line, or by its result when data is wanted as the API gives it. */
  public void confirm(String line, JsonObject result) {
    if (style.isQuiet()) {
      return;
    }
    if (wantsBody() && result.size() > 0) {
      print(result);
    } else {
      host.out().print(Clean.line(line) + style.remark() + "\n");
      if (!style.remark().isEmpty()) {
        for (String change : Changes.lines(result)) {
          host.out().print("  " + Clean.line(change) + "\n");
        }
      }
    }
  }

  /** Tells a person something that is not data. */
  public void hint(String line) {
    if (!style.isQuiet() && host.terminal().isInteractive()) {
      finish();
      host.out().flush();
      host.err().print(Clean.line(line) + "\n");
    }
  }

  /** Tells lines that are not data, whether anybody looks or not. */
  public void remark(String lines) {
    finish();
    host.out().flush();
    lines.lines().forEach(line -> host.err().print(Clean.line(line) + "\n"));
  }

  /** Hands over what was kept, to a pager if it is taller than the screen of a person. */
  public void finish() {
    if (page.length() == 0) {
      return;
    }
    String text = page.toString();
    page.setLength(0);
    if (!isTall(text)) {
      host.out().print(text);
      return;
    }
    String pager = Pager.command(host.environment());
    host.out().flush();
    if (pager.isEmpty() || !Pager.show(text, pager)) {
      host.out().print(text);
    }
  }

  private boolean isTall(String text) {
    if (!host.terminal().isInteractive()) {
      return false;
    }
    int lines = 0;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      lines++;
    }
    // The prompt needs a line, too. A screen of less than ten lines is none.
    return lines >= 10 && lines >= host.terminal().height();
  }

  private Layout layout() {
    Terminal terminal = host.terminal();
    boolean isColoured = style.colour().isOn(terminal.isInteractive(), host.environment());
    return new Layout(terminal.isInteractive() ? terminal.width() : Layout.UNLIMITED, isColoured);
  }
}
