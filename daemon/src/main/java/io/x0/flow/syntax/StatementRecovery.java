package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * What the parser does about an error: says in words of the language what it expected, and goes on
 * behind the statement. Confined to one thread.
 */
final class StatementRecovery extends DefaultErrorStrategy {
  private static final int MAX_TOKEN_TEXT = 30;
  private static final IntervalSet BOUNDARIES =
      new IntervalSet(FlowLexer.SEMI, FlowLexer.LBRACE, FlowLexer.RBRACE, Token.EOF);

  private final SyntaxErrors errors;

  StatementRecovery(SyntaxErrors errors) {
    this.errors = errors;
  }

  @Override
  protected IntervalSet getErrorRecoverySet(Parser recognizer) {
    return BOUNDARIES;
  }

  @Override
  protected void reportNoViableAlternative(Parser recognizer, NoViableAltException e) {
    report(e.getOffendingToken(), recognizer.getExpectedTokens());
  }

  @Override
  protected void reportInputMismatch(Parser recognizer, InputMismatchException e) {
    report(e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportFailedPredicate(Parser recognizer, FailedPredicateException e) {
    report(e.getOffendingToken(), recognizer.getExpectedTokens());
  }

  @Override
  protected void reportUnwantedToken(Parser recognizer) {
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      report(recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }
  }

  @Override
  protected void reportMissingToken(Parser recognizer) {
    reportUnwantedToken(recognizer);
  }

  private void report(Token found, IntervalSet expected) {
    String words = describe(expected);
    errors.report(
        found, "unexpected " + describe(found) + (words.isEmpty() ? "" : ", expected " + words));
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
    if (expected.contains(FlowLexer.SEMI) && words.isEmpty()) {
      words.add("the end of the statement");
    }
    return String.join(" or ", words);
  }
}
