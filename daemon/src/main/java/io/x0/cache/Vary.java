package io.x0.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The request fields that choose among the responses of one resource (RFC 9111 §4.1). Immutable.
 *
 * @param names in lower case; {@code *} means that no request can be known to fit
 */
public record Vary(List<String> names) {
  /** No field chooses. */
  static final Vary NONE = new Vary(List.of());

  private static final Pattern SPACE = Pattern.compile("[ \\t]+");
  private static final Pattern LONG_WEIGHT = Pattern.compile("(;q=[01]\\.\\d*?)0+$");
  private static final Pattern WHOLE_WEIGHT = Pattern.compile(";q=1\\.?$");

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

  /**
   * Returns whether a response suits a request: all values are those of the request that it was the
   * answer to. In the language that the request likes best it suits all the same.
   *
   * @param variant the {@link #values} of that request
   * @param wanted those of this one
   * @param response its fields
   */
  boolean fits(List<String> variant, List<String> wanted, Fields request, Fields response) {
    for (int i = 0; i < variant.size(); i++) {
      if (!variant.get(i).equals(wanted.get(i))
          && !(names.get(i).equals("accept-language") && Languages.isBest(request, response))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether a response may suit a request, of which only the {@link #values} of the one
   * that it was the answer to are known: any language may be the one that is liked best.
   */
  public boolean maySuit(List<String> variant, Fields request) {
    for (int i = 0; i < variant.size(); i++) {
      String name = names.get(i);
      if (!name.equals("accept-language") && !variant.get(i).equals(value(request, name))) {
        return false;
      }
    }
    return true;
  }

  private static String value(Fields request, String name) {
    if (!request.has(name)) {
      // No value can be this: an absent field fits an absent one only.
      return "\0";
    }
    List<String> members = FieldList.members(request.joined(name));
    return switch (name) {
      case "accept-encoding", "accept-language", "accept-charset" ->
          String.join(",", members.stream().map(Vary::weighed).sorted().toList());
      default -> String.join(",", members);
    };
  }

  /** Case and white space mean nothing here, nor does a weight that is written longer. */
  private static String weighed(String member) {
    String lower = member.toLowerCase(Locale.ROOT);
    if (lower.indexOf(';') < 0 && lower.indexOf(' ') < 0 && lower.indexOf('\t') < 0) {
      return lower;
    }
    String bare = SPACE.matcher(lower).replaceAll("");
    return WHOLE_WEIGHT.matcher(LONG_WEIGHT.matcher(bare).replaceAll("$1")).replaceAll("");
  }
}
