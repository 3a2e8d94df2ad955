package io.x0.flow.syntax;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.x0.flow.ast.Expr;
import io.x0.flow.grammar.FlowParser;
import io.x0.flow.source.Position;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.RegexSize;
import io.x0.flow.value.Type;
import io.x0.flow.value.Units;
import java.math.BigDecimal;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Reads the values that are written out in a program. Confined to one thread. */
final class LiteralBuilder {
  /** What to say about an unknown unit. */
  static final String UNITS = "units are ms, s, min, h, d and k, mb, gb";

  private static final BigDecimal PPM = BigDecimal.valueOf(10_000);

  private final SyntaxErrors errors;

  LiteralBuilder(SyntaxErrors errors) {
    this.errors = errors;
  }

  Expr build(Token token, FlowParser.LiteralContext literal) {
    Position at = errors.position(token);
    String text = token.getText();
    return switch (token.getType()) {
      case FlowParser.TRUE -> new Expr.Literal(at, Type.BOOL, true);
      case FlowParser.FALSE -> new Expr.Literal(at, Type.BOOL, false);
      case FlowParser.NUMBER -> number(at, token, literal);
      case FlowParser.SHARE -> share(at, token);
      case FlowParser.IPV4, FlowParser.IPV6 ->
          parsed(at, token, Type.IP, IpAddress.parse(text), "not an IP address");
      case FlowParser.IPV4_CIDR, FlowParser.IPV6_CIDR ->
          parsed(at, token, Type.CIDR, Cidr.parse(text), "not a network");
      case FlowParser.REGEX -> regex(at, token);
      case FlowParser.GROUP -> group(at, token);
      case FlowParser.ENV -> new Expr.Environment(at, text.substring(1));
      default -> new Expr.Broken(at);
    };
  }

  private Expr number(Position at, Token token, FlowParser.LiteralContext literal) {
    if (token.getText().isEmpty()) {
      return new Expr.Broken(at);
    }
    if (literal.UNIT() != null) {
      return quantity(at, token.getText(), literal.UNIT().getSymbol());
    }
    try {
      return new Expr.Literal(at, Type.NUMBER, Long.parseLong(token.getText()));
    } catch (NumberFormatException e) {
      errors.reportAlways(token, "number too large", "at most " + Long.MAX_VALUE);
      return new Expr.Broken(at);
    }
  }

  private Expr quantity(Position at, String number, Token unit) {
    String word = unit.getText();
    if (!Units.isDuration(word) && !Units.isSize(word)) {
      errors.reportAlways(unit, "unknown unit '" + word + "'", UNITS);
      return new Expr.Broken(at);
    }
    return new Expr.Quantity(at, number, word);
  }

  private Expr share(Position at, Token token) {
    String text = token.getText();
    BigDecimal millionths = new BigDecimal(text.substring(0, text.length() - 1)).multiply(PPM);
    if (millionths.stripTrailingZeros().scale() > 0 || millionths.precision() > 12) {
      errors.reportAlways(
          token, "'" + text + "' has too many digits", "at most four after the point");
      return new Expr.Broken(at);
    }
    return new Expr.Literal(at, Type.SHARE, millionths.longValueExact());
  }

  private Expr parsed(Position at, Token token, Type type, Optional<?> value, String otherwise) {
    if (value.isEmpty()) {
      errors.reportAlways(token, "'" + token.getText() + "' is " + otherwise, null);
      return new Expr.Broken(at);
    }
    return new Expr.Literal(at, type, value.get());
  }

  private Expr regex(Position at, Token token) {
    String source = token.getText();
    source = source.substring(1, source.length() - 1).replace("\\/", "/");
    if (RegexSize.isTooLarge(source)) {
      errors.reportAlways(token, "regex too large", null);
      return new Expr.Broken(at);
    }
    try {
      return new Expr.Literal(at, Type.REGEX, Pattern.compile(source));
    } catch (PatternSyntaxException e) {
      errors.reportAlways(
          token, "not an RE2 regex: " + e.getDescription() + " in '" + e.getPattern() + "'", null);
      return new Expr.Broken(at);
    }
  }

  private Expr group(Position at, Token token) {
    String digits = token.getText().substring(1);
    if (digits.length() > 2) {
      errors.reportAlways(token, "no regex has a group " + digits, null);
      return new Expr.Broken(at);
    }
    return new Expr.Group(at, Integer.parseInt(digits));
  }

  /** Returns the text of a string in single quotes. */
  static String unquote(String raw) {
    return unescape(raw.substring(1, raw.length() - 1), "\\'");
  }

  /** Returns a piece of a string in double quotes. */
  static String chunk(String piece) {
    return unescape(piece, "\\\"#$");
  }

  /** Before any other character than these, n, r and t, a backslash is one. */
  private static String unescape(String text, String literal) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        default -> {
          if (literal.indexOf(escaped) < 0) {
            out.append('\\');
          }
          out.append(escaped);
        }
      }
    }
    return out.toString();
  }
}
