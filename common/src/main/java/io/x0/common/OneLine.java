package io.x0.common;

/** Makes text from outside fit to be shown: one line of visible characters. Stateless. */
public final class OneLine {
  private OneLine() {}

  /**
   * Returns {@code text} with every control, format and otherwise invisible character replaced by a
   * question mark, and cut after {@code limit} characters.
   */
  public static String of(String text, int limit) {
    StringBuilder out = new StringBuilder();
    int kept = 0;
    int index = 0;
    while (index < text.length() && kept < limit) {
      int codePoint = text.codePointAt(index);
      out.appendCodePoint(isVisible(codePoint) ? codePoint : '?');
      index += Character.charCount(codePoint);
      kept++;
    }
    if (index < text.length()) {
      out.append("...");
    }
    return out.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
