package io.x0.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The directives of {@code Cache-Control} (RFC 9111 §5.2), of a request or of a response.
 * Immutable.
 *
 * <p>Of several values for one directive the smallest counts, and none at all if one of them is
 * invalid: whoever contradicts himself is not believed to be fresh.
 */
public final class CacheControl {
  /** No directives. */
  public static final CacheControl NONE = new CacheControl(Map.of());

  /** As long as anybody can mean; what is more saturates (RFC 9111 §1.2.2). */
  public static final long FOREVER_SECONDS = 1L << 31;

  private final Map<String, List<String>> arguments;

  private CacheControl(Map<String, List<String>> arguments) {
    this.arguments = arguments;
  }

  /** Parses all field lines together. */
  public static CacheControl of(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> all = new HashMap<>();
    for (String line : lines) {
      Members members = new Members(line);
      while (members.next()) {
        all.computeIfAbsent(members.name(), name -> new ArrayList<>(1)).add(members.argument());
      }
    }
    return new CacheControl(all);
  }

  /** Returns directives that were parsed elsewhere. */
  static CacheControl of(Map<String, List<String>> parsed) {
    return new CacheControl(Map.copyOf(parsed));
  }

  /** Returns whether there is no directive. */
  public boolean isEmpty() {
    return arguments.isEmpty();
  }

  /** Returns whether a directive is there, with or without an argument. */
  public boolean has(String name) {
    return arguments.containsKey(name);
  }

  /** Returns whether a directive is there that names no fields, and so means the whole response. */
  public boolean isWhole(String name) {
    List<String> values = arguments.get(name);
    return values != null && values.stream().anyMatch(String::isBlank);
  }

  /** Returns the fields that a directive names, in lower case; none if it means all. */
  public Set<String> fieldNames(String name) {
    Set<String> names = new HashSet<>();
    for (String value : arguments.getOrDefault(name, List.of())) {
      for (String field : value.split(",", -1)) {
        if (!field.isBlank()) {
          names.add(field.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  /**
   * Returns the seconds that a directive says, 0 for an invalid value; empty if it is not there.
   */
  public OptionalLong seconds(String name) {
    List<String> values = arguments.get(name);
    if (values == null) {
      return OptionalLong.empty();
    }
    long least = FOREVER_SECONDS;
    for (String value : values) {
      least = Math.min(least, deltaSeconds(value).orElse(0));
    }
    return OptionalLong.of(least);
  }

  /** Returns delta-seconds, saturated; empty if it is none. */
  static OptionalLong deltaSeconds(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      value = Math.min(FOREVER_SECONDS, value * 10 + (c - '0'));
    }
    return OptionalLong.of(value);
  }

  /** Walks over {@code token [ "=" ( token / quoted-string ) ]}, separated by commas. */
  private static final class Members {
    private final String text;
    private int at;
    private String name = "";
    private String argument = "";

    Members(String text) {
      this.text = text;
    }

    String name() {
      return name;
    }

    String argument() {
      return argument;
    }

    boolean next() {
      while (at < text.length()) {
        int start = at;
        StringBuilder value = new StringBuilder();
        boolean isQuoted = false;
        int equals = -1;
        while (at < text.length() && text.charAt(at) != ',') {
          char c = text.charAt(at);
          if (c == '=' && equals < 0) {
            equals = at;
          }
          if (c == '"' && equals >= 0 && equals + 1 == at) {
            isQuoted = true;
            quoted(value);
          } else if (c == '"') {
            quoted(new StringBuilder());
          } else {
            at++;
          }
        }
        String member = text.substring(start, at);
        at++;
        int split = equals < 0 ? member.length() : equals - start;
        // White space is no part of a directive: what has some around "=" has no valid name.
        name = member.substring(0, split).stripLeading().toLowerCase(Locale.ROOT);
        if (equals < 0) {
          name = name.strip();
        }
        argument =
            isQuoted
                ? value.toString()
                : split == member.length() ? "" : member.substring(split + 1).stripTrailing();
        if (!name.isEmpty()) {
          name = equals >= 0 ? invalidIfSpaced(name) : name;
          return true;
        }
      }
      return false;
    }

    /** {@code max-age =1} is still about max-age, but says nothing valid. */
    private String invalidIfSpaced(String spaced) {
      if (spaced.endsWith(" ") || spaced.endsWith("\t")) {
        argument = "?";
        return spaced.strip();
      }
      return spaced;
    }

    private void quoted(StringBuilder value) {
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at++));
      }
      at++;
    }
  }
}
