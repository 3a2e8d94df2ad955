package io.x0.flow.value;

/** How large a regex of a program may be, so that compiling it takes little. Stateless. */
public final class RegexSize {
  /** Most characters of a regex. */
  public static final int MAX_CHARS = 2_000;

  private static final int MAX_DEPTH = 50;

  private RegexSize() {}

  /** Returns whether a regex is longer, or its groups are nested deeper, than a program may say. */
  public static boolean isTooLarge(String regex) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < regex.length(); i++) {
      depth += regex.charAt(i) == '(' ? 1 : regex.charAt(i) == ')' ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return regex.length() > MAX_CHARS || deepest > MAX_DEPTH;
  }
}
