package io.x0.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses a Dictionary of Structured Fields (RFC 9651 §4.2.2). Parameters are checked and dropped.
 * Confined to one call.
 */
final class StructuredFields {
  /** The types of a member. */
  enum Kind {
    INTEGER,
    DECIMAL,
    STRING,
    TOKEN,
    BYTES,
    BOOLEAN,
    DATE,
    LIST
  }

  /**
   * A member. Immutable.
   *
   * @param text its value; of a list, the texts of its members with commas between them
   */
  record Item(Kind kind, String text) {
    private static final Item TRUE = new Item(Kind.BOOLEAN, "1");

    boolean isTrue() {
      return equals(TRUE);
    }

    boolean isFalse() {
      return kind == Kind.BOOLEAN && !isTrue();
    }
  }

  private final String text;
  private int at;

  private StructuredFields(String text) {
    this.text = text;
  }

  /** Returns the members by their keys, of equal keys the last; empty if it is none. */
  static Optional<Map<String, Item>> dictionary(String text) {
    Map<String, Item> members = new LinkedHashMap<>();
    return new StructuredFields(text.strip()).dictionary(members)
        ? Optional.of(members)
        : Optional.empty();
  }

  private boolean dictionary(Map<String, Item> members) {
    while (at < text.length()) {
      String key = key();
      if (key == null) {
        return false;
      }
      Item value = Item.TRUE;
      if (take('=')) {
        value = peek('(') ? list() : item();
      }
      if (value == null || !parameters()) {
        return false;
      }
      members.put(key, value);
      skip(" \t");
      if (at == text.length()) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
      skip(" \t");
      if (at == text.length()) {
        return false;
      }
    }
    return true;
  }

  private boolean parameters() {
    while (take(';')) {
      skip(" ");
      if (key() == null || (take('=') && item() == null)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String key() {
    int start = at;
    if (at < text.length() && (isLower(text.charAt(at)) || text.charAt(at) == '*')) {
      while (at < text.length() && isKeyChar(text.charAt(at))) {
        at++;
      }
    }
    return at == start ? null : text.substring(start, at);
  }

  private @Nullable Item list() {
    at++;
    StringBuilder all = new StringBuilder();
    while (true) {
      skip(" ");
      if (take(')')) {
        return new Item(Kind.LIST, all.toString());
      }
      Item member = item();
      if (member == null || !parameters() || !(peek(' ') || peek(')'))) {
        return null;
      }
      all.append(all.isEmpty() ? "" : ",").append(member.text);
    }
  }

  private @Nullable Item item() {
    if (at == text.length()) {
      return null;
    }
    char c = text.charAt(at);
    if (c == '"') {
      return string();
    }
    if (c == '?') {
      return matched(Kind.BOOLEAN, 1, 2, "?0", "?1");
    }
    if (c == ':') {
      int end = text.indexOf(':', at + 1);
      String bytes = end < 0 ? "!" : text.substring(at + 1, end);
      at = end + 1;
      return bytes.matches("[A-Za-z0-9+/]*=*") ? new Item(Kind.BYTES, bytes) : null;
    }
    if (c == '@') {
      at++;
      Item seconds = number();
      return seconds != null && seconds.kind == Kind.INTEGER
          ? new Item(Kind.DATE, seconds.text)
          : null;
    }
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (!isAlpha(c) && c != '*') {
      return null;
    }
    int start = at;
    while (at < text.length() && isTokenChar(text.charAt(at))) {
      at++;
    }
    return new Item(Kind.TOKEN, text.substring(start, at));
  }

  private @Nullable Item matched(Kind kind, int from, int length, String... allowed) {
    for (String one : allowed) {
      if (text.startsWith(one, at)) {
        at += length;
        return new Item(kind, one.substring(from));
      }
    }
    return null;
  }

  private @Nullable Item number() {
    int start = at;
    if (peek('-')) {
      at++;
    }
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    String number = text.substring(start, at);
    if (number.matches("-?[0-9]{1,15}")) {
      return new Item(Kind.INTEGER, number);
    }
    return number.matches("-?[0-9]{1,12}\\.[0-9]{1,3}") ? new Item(Kind.DECIMAL, number) : null;
  }

  private @Nullable Item string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\') {
        if (!peek('"') && !peek('\\')) {
          return null;
        }
        c = text.charAt(at++);
      } else if (c < ' ' || c > '~') {
        return null;
      }
      out.append(c);
    }
    return take('"') ? new Item(Kind.STRING, out.toString()) : null;
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean take(char c) {
    boolean isThere = peek(c);
    at += isThere ? 1 : 0;
    return isThere;
  }

  private void skip(String spaces) {
    while (at < text.length() && spaces.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isAlpha(char c) {
    return isLower(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isKeyChar(char c) {
    return isLower(c) || isDigit(c) || "_-.*".indexOf(c) >= 0;
  }

  private static boolean isTokenChar(char c) {
    return isAlpha(c) || isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
  }
}
