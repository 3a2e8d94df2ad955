package io.x0.cli.output;

/** Makes text of others harmless for a terminal. Stateless. */
public final class Clean {
  private Clean() {}

  /**
   * Returns {@code text} as one line: line ends and tabs become spaces, every other control
   * character, and whatever turns the direction of writing, is left out.
   */
  public static String line(String text) {
    if (isClean(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\t') {
        out.append(' ');
      } else if (!isHostile(c)) {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Returns whether a terminal may act on {@code c} instead of showing it. */
  static boolean isHostile(char c) {
    return Character.isISOControl(c)
        || c == '\u061C'
        || (c >= '\u200B' && c <= '\u200F')
        || (c >= '\u2028' && c <= '\u202E')
        || (c >= '\u2060' && c <= '\u2069')
        || c == '\uFEFF';
  }

  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHostile(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
