package io.x0.flow.grammar;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;

/**
 * The decisions of the lexer that need a look around: whether a slash starts a regex, whether a
 * percent sign makes a share, and when a text in quotes is over. Confined to one thread.
 */
abstract class FlowLexerBase extends Lexer {
  private int previousType = Token.EOF;
  private int beforePreviousType = Token.EOF;

  FlowLexerBase(CharStream input) {
    super(input);
  }

  @Override
  public void emit(Token token) {
    beforePreviousType = previousType;
    previousType = token.getType();
    super.emit(token);
  }

  @Override
  public void reset() {
    previousType = Token.EOF;
    beforePreviousType = Token.EOF;
    super.reset();
  }

  /**
   * After an operand a slash divides; anywhere else, as after what is called, it starts a regex.
   */
  boolean regexAllowed() {
    return switch (previousType) {
      case FlowLexer.IDENT ->
          switch (beforePreviousType) {
            case Token.EOF,
                FlowLexer.NEWLINE,
                FlowLexer.SEMI,
                FlowLexer.LBRACE,
                FlowLexer.RBRACE,
                FlowLexer.THEN,
                FlowLexer.ELSE ->
                true;
            default -> false;
          };
      case FlowLexer.NUMBER,
          FlowLexer.SHARE,
          FlowLexer.RPAREN,
          FlowLexer.RBRACKET,
          FlowLexer.RAW_STRING,
          FlowLexer.END_QUOTE,
          FlowLexer.GROUP,
          FlowLexer.ENV ->
          false;
      default -> true;
    };
  }

  /** {@code 20%3} is a remainder, {@code 20%,} a share. */
  boolean operandAhead() {
    int next = _input.LA(1);
    return Character.isLetterOrDigit(next) || next == '_' || next == '(' || next == '$';
  }

  /**
   * Called after {@code #}: whether the line starts with an include as the predecessor wrote it.
   */
  boolean includeAhead() {
    String word = "include";
    if (_tokenStartCharPositionInLine != 0) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (_input.LA(i + 1) != word.charAt(i)) {
        return false;
      }
    }
    return endsIncludeWord(_input.LA(word.length() + 1));
  }

  /** Called after {@code #include}. */
  boolean includeDirective() {
    return _tokenStartCharPositionInLine == 0 && endsIncludeWord(_input.LA(1));
  }

  private static boolean endsIncludeWord(int next) {
    return next == ' ' || next == '\t' || next == '"' || next == '\'';
  }

  /** A closing brace inside an interpolation goes back to the text around it. */
  void closeInterpolation() {
    if (!_modeStack.isEmpty()) {
      popMode();
    }
  }

  /** A text in quotes ends with its line, whatever is open. */
  void leaveText() {
    while (!_modeStack.isEmpty()) {
      popMode();
    }
  }
}
