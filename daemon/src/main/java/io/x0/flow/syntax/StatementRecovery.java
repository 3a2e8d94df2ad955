package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import io.x0.flow.grammar.FlowParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * What the parser does about an error: says in words of the language what it expected, and goes on
 * behind the statement. Confined to one thread.
 */
final class StatementRecovery extends DefaultErrorStrategy {
  private static final int MAX_TOKEN_TEXT = 30;
  private static final IntervalSet BOUNDARIES =
      new IntervalSet(FlowLexer.SEMI, FlowLexer.LBRACE, FlowLexer.RBRACE, Token.EOF);

  private static final IntervalSet STATEMENT_STARTS =
      new IntervalSet(
          FlowLexer.IDENT,
          FlowLexer.VAR,
          FlowLexer.IF,
          FlowLexer.MATCH,
          FlowLexer.LBRACE,
          FlowLexer.SEMI,
          FlowLexer.RBRACE,
          Token.EOF);
  private static final IntervalSet CASE_STARTS =
      new IntervalSet(FlowLexer.ON, FlowLexer.ELSE, FlowLexer.RBRACE, Token.EOF);

  private static final IntervalSet ITEM_STARTS =
      new IntervalSet(
          FlowLexer.IDENT,
          FlowLexer.HANDLER,
          FlowLexer.VAR,
          FlowLexer.INCLUDE,
          FlowLexer.IMPORT,
          FlowLexer.SEMI,
          Token.EOF);

  private final SyntaxErrors errors;

  StatementRecovery(SyntaxErrors errors) {
    this.errors = errors;
  }

  @Override
  protected IntervalSet getErrorRecoverySet(Parser recognizer) {
    return BOUNDARIES;
  }

  /**
   * In a block or match, what starts no statement or case is left out, and the next one follows.
   */
  @Override
  public void sync(Parser recognizer) {
    ParserRuleContext context = recognizer.getContext();
    if (context instanceof FlowParser.BlockContext block && block.LBRACE() != null) {
      skipUntil(recognizer, STATEMENT_STARTS, "a statement");
    } else if (context instanceof FlowParser.MatchStatementContext match
        && match.LBRACE() != null) {
      skipUntil(recognizer, CASE_STARTS, "'on'");
    } else if (context instanceof FlowParser.FileContext) {
      skipUntil(recognizer, ITEM_STARTS, "a handler");
    } else {
      super.sync(recognizer);
    }
  }

  private void skipUntil(Parser recognizer, IntervalSet starts, String expected) {
    TokenStream tokens = recognizer.getInputStream();
    if (starts.contains(tokens.LA(1))) {
      return;
    }
    if (!inErrorRecoveryMode(recognizer)) {
      Token found = recognizer.getCurrentToken();
      errors.report(found, "unexpected " + describe(found) + ", expected " + expected);
      beginErrorCondition(recognizer);
    }
    int depth = 0;
    boolean atStart = false;
    while (tokens.LA(1) != Token.EOF && (depth > 0 || !atStart)) {
      switch (tokens.LA(1)) {
        case FlowLexer.LBRACE, FlowLexer.INTERPOLATION -> depth++;
        case FlowLexer.RBRACE -> depth--;
        default -> {}
      }
      boolean ended = tokens.LA(1) == FlowLexer.SEMI || tokens.LA(1) == FlowLexer.RBRACE;
      recognizer.consume();
      int next = tokens.LA(1);
      atStart = starts.contains(next) && (ended || next == FlowLexer.RBRACE);
    }
    endErrorCondition(recognizer);
  }

  /** The brace that ends an expression in a string is no boundary from outside of it. */
  @Override
  protected void consumeUntil(Parser recognizer, IntervalSet set) {
    int depth = 0;
    int type = recognizer.getInputStream().LA(1);
    while (type != Token.EOF && (depth > 0 || !set.contains(type))) {
      if (type == FlowLexer.INTERPOLATION) {
        depth++;
      } else if (type == FlowLexer.RBRACE) {
        depth--;
      }
      recognizer.consume();
      type = recognizer.getInputStream().LA(1);
    }
  }

  /** A token is never left out: it would often be a brace, and the rest would not balance. */
  @Override
  protected @Nullable Token singleTokenDeletion(Parser recognizer) {
    return null;
  }

  /** A token is never made up: what is missing was put in before, or is worth an error. */
  @Override
  protected boolean singleTokenInsertion(Parser recognizer) {
    return false;
  }

  @Override
  protected void reportNoViableAlternative(Parser recognizer, NoViableAltException e) {
    report(recognizer, e.getOffendingToken(), recognizer.getExpectedTokens());
  }

  @Override
  protected void reportInputMismatch(Parser recognizer, InputMismatchException e) {
    report(recognizer, e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportFailedPredicate(Parser recognizer, FailedPredicateException e) {
    report(recognizer, e.getOffendingToken(), recognizer.getExpectedTokens());
  }

  @Override
  protected void reportUnwantedToken(Parser recognizer) {
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      report(recognizer, recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }
  }

  @Override
  protected void reportMissingToken(Parser recognizer) {
    reportUnwantedToken(recognizer);
  }

  private void report(Parser recognizer, Token found, IntervalSet expected) {
    if (isUnknownUnit(found, recognizer)) {
      errors.report(found, "unknown unit " + describe(found), LiteralBuilder.UNITS);
      return;
    }
    String words =
        expected.contains(FlowLexer.SEMI) && !expected.contains(FlowLexer.NUMBER)
            ? "the end of the statement"
            : describe(expected);
    errors.report(
        found, "unexpected " + describe(found) + (words.isEmpty() ? "" : ", expected " + words));
  }

  /** A word behind a number, where no word can be, was meant as its unit. */
  private boolean isUnknownUnit(Token found, Parser recognizer) {
    Token before = recognizer.getInputStream().LT(-1);
    return found.getType() == FlowLexer.IDENT
        && before != null
        && before.getType() == FlowLexer.NUMBER
        && before.getLine() == found.getLine();
  }

  private static String describe(Token token) {
    if (token.getType() == Token.EOF) {
      return "end of file";
    }
    String text = token.getText();
    if (text.equals("\n")) {
      return "end of line";
    }
    return "'"
        + (text.length() > MAX_TOKEN_TEXT ? text.substring(0, MAX_TOKEN_TEXT) + "..." : text)
        + "'";
  }

  /** Operators could stand nearly everywhere, so they are not worth naming. */
  private static String describe(IntervalSet expected) {
    List<String> words = new ArrayList<>();
    if (expected.contains(FlowLexer.NUMBER)) {
      words.add("an expression");
    } else if (expected.contains(FlowLexer.IF) && expected.contains(FlowLexer.IDENT)) {
      words.add("a statement");
    } else if (expected.contains(FlowLexer.IDENT)) {
      words.add("a name");
    } else if (expected.contains(FlowLexer.RAW_STRING)) {
      words.add("a string");
    }
    int[] punctuation = {
      FlowLexer.ON,
      FlowLexer.ASSIGN,
      FlowLexer.COLON,
      FlowLexer.LBRACE,
      FlowLexer.RPAREN,
      FlowLexer.RBRACKET
    };
    for (int type : punctuation) {
      if (expected.contains(type) && words.isEmpty()) {
        words.add(FlowLexer.VOCABULARY.getDisplayName(type));
      }
    }
    return String.join(" or ", words);
  }
}
