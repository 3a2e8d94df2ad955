package io.x0.flow.syntax;

import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Collects the syntax errors of one file, one a line: what is wrong first on a line usually causes
 * the rest. Confined to one thread.
 */
final class SyntaxErrors {
  private final String file;
  private final Diagnostics diagnostics;

  SyntaxErrors(String file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  void report(Token at, String message) {
    report(at, message, null);
  }

  void report(Token at, String message, @Nullable String suggestion) {
    if (!diagnostics.hasErrorAt(file, at.getLine())) {
      diagnostics.error(position(at), message, suggestion);
    }
  }

  /** Adds an error that no other on its line can be the cause of. */
  void reportAlways(Token at, String message, @Nullable String suggestion) {
    diagnostics.error(position(at), message, suggestion);
  }

  void warn(Token at, String message, @Nullable String suggestion) {
    diagnostics.warning(position(at), message, suggestion);
  }

  Position position(Token token) {
    return new Position(file, token.getLine(), token.getCharPositionInLine() + 1);
  }
}
