package io.x0.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The request fields that choose among the responses of one resource (RFC 9111 §4.1). Immutable.
 *
 * @param names in lower case; {@code *} means that no request can be known to fit
 */
public record Vary(List<String> names) {
  public Vary {
    names = List.copyOf(names);
  }

  /** Returns what a response says. */
  public static Vary of(Fields response) {
    List<String> names = new ArrayList<>();
    for (String line : response.values("Vary")) {
      for (String name : line.split(",", -1)) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !names.contains(lower)) {
          names.add(lower);
        }
      }
    }
    names.sort(null);
    return new Vary(names);
  }

  /** Returns whether no request fits. */
  public boolean isAny() {
    return names.contains("*");
  }

  /** Returns the values of a request; requests of equal values get the same response. */
  public List<String> values(Fields request) {
    return names.stream().map(name -> value(request, name)).toList();
  }

  private static String value(Fields request, String name) {
    if (!request.has(name)) {
      // No value can be this: an absent field fits an absent one only.
      return "\0";
    }
    String value = request.joined(name);
    return switch (name) {
      case "accept-encoding", "accept-language", "accept-charset", "accept" -> list(value);
      default -> spaces(value);
    };
  }

  /** White space around commas means nothing, nor does the case here, nor the order. */
  private static String list(String value) {
    String[] members = value.toLowerCase(Locale.ROOT).split(",", -1);
    for (int i = 0; i < members.length; i++) {
      members[i] = members[i].replaceAll("\\s+", "").replaceAll(";q=1(\\.0{0,3})?$", "");
    }
    Arrays.sort(members);
    return String.join(",", members);
  }

  private static String spaces(String value) {
    return value.strip().replaceAll("[ \\t]*,[ \\t]*", ",").replaceAll("[ \\t]+", " ");
  }
}
