package io.x0.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The conditions of a request, as a stored response decides them (RFC 9110 §13). Stateless. */
public final class Conditions {
  private Conditions() {}

  /** Returns whether a request has a condition that its origin alone decides (RFC 9111 §4.3.2). */
  public static boolean isForOrigin(Fields request) {
    return request.has("If-Match") || request.has("If-Unmodified-Since");
  }

  /**
   * Returns whether the client wants an answer only if nothing has changed, and it has (RFC 9110
   * §13.1.1, §13.1.4): {@code If-Match} decides, and {@code If-Unmodified-Since} only without it.
   */
  public static boolean isFailed(Fields request, Head current) {
    if (request.has("If-Match")) {
      String etag = current.fields().first("ETag").strip();
      // Strong comparison: a weak tag is never the same.
      return tags(request.values("If-Match")).stream()
          .noneMatch(tag -> tag.equals("*") || (tag.startsWith("\"") && tag.equals(etag)));
    }
    List<String> since = request.values("If-Unmodified-Since");
    if (since.size() != 1) {
      return false;
    }
    OptionalLong limit = HttpDate.parse(since.get(0), current.responseSeconds());
    OptionalLong modified =
        HttpDate.parse(current.fields().first("Last-Modified"), current.responseSeconds());
    return limit.isPresent() && modified.isPresent() && modified.getAsLong() > limit.getAsLong();
  }

  /**
   * Returns whether the client has what is stored: {@code If-None-Match} decides, and {@code
   * If-Modified-Since} only without it.
   */
  public static boolean isNotModified(Fields request, Head stored) {
    if (stored.status() < 200 || stored.status() > 299) {
      return false;
    }
    if (request.has("If-None-Match")) {
      return matchesAny(request.values("If-None-Match"), stored.fields().first("ETag"));
    }
    List<String> since = request.values("If-Modified-Since");
    if (since.size() != 1) {
      return false;
    }
    OptionalLong limit = HttpDate.parse(since.get(0), stored.responseSeconds());
    if (limit.isEmpty()) {
      return false;
    }
    OptionalLong modified =
        HttpDate.parse(stored.fields().first("Last-Modified"), stored.responseSeconds());
    return modified.orElse(stored.dateSeconds()) <= limit.getAsLong();
  }

  /**
   * Returns whether {@code If-Range} lets a range be served, there being one (RFC 9110 §13.1.5).
   */
  public static boolean isRangeMeant(Fields request, Head stored) {
    if (!request.has("If-Range")) {
      return true;
    }
    String validator = request.first("If-Range").strip();
    if (validator.startsWith("\"")) {
      return validator.equals(stored.fields().first("ETag").strip());
    }
    OptionalLong date = HttpDate.parse(validator, stored.responseSeconds());
    OptionalLong modified =
        HttpDate.parse(stored.fields().first("Last-Modified"), stored.responseSeconds());
    return date.isPresent()
        && modified.isPresent()
        && date.getAsLong() == modified.getAsLong()
        // One that changed within the second of its date is no strong validator (§8.8.2.2).
        && stored.dateSeconds() - modified.getAsLong() >= 1;
  }

  /** Weak comparison (RFC 9110 §8.8.3.2). */
  private static boolean matchesAny(List<String> lines, String etag) {
    for (String candidate : tags(lines)) {
      if (candidate.equals("*") || (!etag.isEmpty() && opaque(candidate).equals(opaque(etag)))) {
        return true;
      }
    }
    return false;
  }

  /** Returns an entity tag without its weakness. */
  static String opaque(String etag) {
    String tag = etag.strip();
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  /** A comma may stand within a tag. */
  private static List<String> tags(List<String> lines) {
    List<String> tags = new ArrayList<>();
    for (String line : lines) {
      StringBuilder tag = new StringBuilder();
      boolean isQuoted = false;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        isQuoted ^= c == '"';
        if (c == ',' && !isQuoted) {
          tags.add(tag.toString().strip());
          tag.setLength(0);
        } else {
          tag.append(c);
        }
      }
      tags.add(tag.toString().strip());
    }
    return tags;
  }
}
