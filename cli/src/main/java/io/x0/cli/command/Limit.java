package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import io.x0.common.unit.Count;
import org.jspecify.annotations.Nullable;

/** The option {@code --limit} of commands that list the newest of something. Stateless. */
final class Limit {
  static final int MAX = 1000;

  private static final int USUAL = 50;

  private Limit() {}

  static void declare(Syntax syntax) {
    Declare.option(syntax, "N", "how many, 1 to 1000; 50 unless given", "--limit");
  }

  /** Returns the query that asks for as many, or nothing. */
  static String query(Arguments arguments) {
    @Nullable String limit = arguments.option("--limit");
    return limit == null ? "" : "?limit=" + of(arguments);
  }

  /** Returns how many are wanted. */
  static int of(Arguments arguments) {
    @Nullable String limit = arguments.option("--limit");
    return limit == null ? USUAL : Count.parse("limit", limit, 1, MAX);
  }
}
