package io.x0.proxy;

import io.x0.common.InvalidValueException;
import java.util.Locale;
import java.util.Set;

/** What may stand in a header field that the configuration sets (RFC 9110 §5). Stateless. */
public final class FieldText {
  private static final int MAX_NAME = 256;

  /** These frame the message or belong to one connection: changing them would corrupt both. */
  private static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private FieldText() {}

  /**
   * Returns a name that the configuration may set.
   *
   * @throws InvalidValueException if it is none, or the proxy's own business
   */
  public static String name(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || !name.chars().allMatch(FieldText::isToken)) {
      throw new InvalidValueException(
          "header", name, "a name of letters, digits and dashes, such as X-Frame-Options");
    }
    if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
      throw new InvalidValueException(
          "header", name, "a field that does not frame the message: the proxy sets that one");
    }
    return name;
  }

  /**
   * Returns a value that stays what it is on the wire.
   *
   * @throws InvalidValueException if it would not
   */
  public static String value(String name, String value) {
    if (!clean(value).equals(value)) {
      throw new InvalidValueException(
          name, value, "a text without line ends and control characters");
    }
    return value;
  }

  /**
   * Returns the value without what could end the line: control characters are dropped, and what is
   * not ISO 8859-1 becomes a question mark, because its low byte alone could be a line end.
   */
  static String clean(String value) {
    int dirty = 0;
    while (dirty < value.length() && isPlain(value.charAt(dirty))) {
      dirty++;
    }
    if (dirty == value.length()) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length()).append(value, 0, dirty);
    for (int i = dirty; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 0xff) {
        out.append('?');
      } else if (isPlain(c)) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c == '\t' || (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c <= 0xff);
  }

  private static boolean isToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
