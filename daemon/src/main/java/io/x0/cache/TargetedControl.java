package io.x0.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code CDN-Cache-Control}, which speaks to caches like this one alone (RFC 9213): a Dictionary of
 * Structured Fields (RFC 8941 §3.2, §4.2.2). One that cannot be parsed counts as absent.
 */
final class TargetedControl {
  private final String text;
  private int at;

  private TargetedControl(String text) {
    this.text = text;
  }

  /** Returns the directives; empty if the field is absent, empty or not a valid dictionary. */
  static Optional<CacheControl> of(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<String>> members = new HashMap<>();
    boolean isValid = new TargetedControl(String.join(",", lines)).dictionary(members);
    return isValid && !members.isEmpty() ? Optional.of(CacheControl.of(members)) : Optional.empty();
  }

  private boolean dictionary(Map<String, List<String>> members) {
    skip(" ");
    while (at < text.length()) {
      String key = key();
      if (key == null) {
        return false;
      }
      String value = "";
      if (peek('=')) {
        at++;
        value = value();
        if (value == null) {
          return false;
        }
      }
      if (!parameters()) {
        return false;
      }
      // "?0" says that the directive is not meant.
      if (value.equals("?0")) {
        members.remove(key);
      } else {
        members.put(key, List.of(value.equals("?1") ? "" : value));
      }
      skip(" \t");
      if (at == text.length()) {
        return true;
      }
      if (!peek(',')) {
        return false;
      }
      at++;
      skip(" \t");
      if (at == text.length()) {
        return false;
      }
    }
    return true;
  }

  private boolean parameters() {
    while (peek(';')) {
      at++;
      skip(" ");
      if (key() == null) {
        return false;
      }
      if (peek('=')) {
        at++;
        if (value() == null) {
          return false;
        }
      }
    }
    return true;
  }

  private @Nullable String key() {
    int start = at;
    if (at < text.length() && (isLower(text.charAt(at)) || text.charAt(at) == '*')) {
      at++;
      while (at < text.length() && isKeyChar(text.charAt(at))) {
        at++;
      }
    }
    return at == start ? null : text.substring(start, at);
  }

  /** Returns an item as text: an integer, decimal, string, token or boolean; null if it is none. */
  private @Nullable String value() {
    if (at == text.length()) {
      return null;
    }
    char c = text.charAt(at);
    if (c == '"') {
      return string();
    }
    if (c == '?') {
      boolean isBoolean =
          at + 1 < text.length() && (text.charAt(at + 1) == '0' || text.charAt(at + 1) == '1');
      at += 2;
      return isBoolean ? text.substring(at - 2, at) : null;
    }
    int start = at;
    if (c == '-' || isDigit(c)) {
      at++;
      while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      String number = text.substring(start, at);
      return number.matches("-?[0-9]{1,15}|-?[0-9]{1,12}\\.[0-9]{1,3}") ? number : null;
    }
    if (Character.isLetter(c) || c == '*') {
      while (at < text.length() && isTokenChar(text.charAt(at))) {
        at++;
      }
      // A token is no number: where a number belongs it is as good as an invalid one.
      return text.substring(start, at);
    }
    return null;
  }

  private @Nullable String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\') {
        if (at == text.length() || (text.charAt(at) != '"' && text.charAt(at) != '\\')) {
          return null;
        }
        c = text.charAt(at++);
      } else if (c < ' ' || c > '~') {
        return null;
      }
      out.append(c);
    }
    if (at == text.length()) {
      return null;
    }
    at++;
    // The type counts: a string that looks like a number is none.
    return out.toString().matches("-?[0-9.]+") ? "\"" + out + "\"" : out.toString();
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void skip(String spaces) {
    while (at < text.length() && spaces.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isKeyChar(char c) {
    return isLower(c) || isDigit(c) || "_-.*".indexOf(c) >= 0;
  }

  private static boolean isTokenChar(char c) {
    return (c < 128 && Character.isLetterOrDigit(c)) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
  }
}
