package io.x0.proxy;

import io.x0.cache.CacheKey;
import io.x0.cache.Fields;
import io.x0.cache.Head;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Header fields between Jetty and the cache. Stateless. */
final class CacheFields {
  /** What makes an answer fit one client's copy, and no other's. */
  private static final Set<HttpHeader> CONDITIONS =
      Set.of(
          HttpHeader.IF_MATCH,
          HttpHeader.IF_NONE_MATCH,
          HttpHeader.IF_MODIFIED_SINCE,
          HttpHeader.IF_UNMODIFIED_SINCE,
          HttpHeader.IF_RANGE,
          HttpHeader.RANGE);

  /**
   * What makes some origins answer another request than the one that the answer is stored under.
   * Who may say where a client comes from is trusted with these, too.
   */
  private static final Set<String> UNKEYED =
      Set.of(
          "x-original-url",
          "x-original-uri",
          "x-original-host",
          "x-rewrite-url",
          "x-host",
          "x-forwarded-scheme",
          "x-forwarded-prefix",
          "x-forwarded-path",
          "x-forwarded-uri",
          "x-forwarded-ssl",
          "x-url-scheme",
          "front-end-https",
          "x-http-method",
          "x-http-method-override",
          "x-method-override");

  private CacheFields() {}

  static Fields of(HttpFields fields) {
    List<Fields.Line> lines = new ArrayList<>(fields.size());
    for (HttpField field : fields) {
      String value = field.getValue();
      lines.add(new Fields.Line(field.getName(), value == null ? "" : value));
    }
    return new Fields(lines);
  }

  /** Returns the request without fields that would change an answer and are not in its key. */
  static HttpFields keyed(HttpFields request) {
    HttpFields.Mutable out = HttpFields.build();
    for (HttpField field : request) {
      if (!UNKEYED.contains(field.getLowerCaseName())) {
        out.add(field);
      }
    }
    return out;
  }

  /** Returns the request as it is sent for everybody: without the conditions of its client. */
  static HttpFields unconditional(HttpFields request) {
    HttpFields.Mutable out = HttpFields.build();
    for (HttpField field : request) {
      HttpHeader known = field.getHeader();
      if (known == null || !CONDITIONS.contains(known)) {
        out.add(field);
      }
    }
    return out;
  }

  /** Returns the same request, asking whether what is stored still holds (RFC 9111 §4.3.1). */
  static HttpFields validating(HttpFields request, Head stored) {
    HttpFields.Mutable out = HttpFields.build(unconditional(request));
    String etag = stored.fields().first("ETag");
    String modified = stored.fields().first("Last-Modified");
    if (!etag.isEmpty()) {
      out.put(HttpHeader.IF_NONE_MATCH, etag);
    }
    if (!modified.isEmpty()) {
      out.put(HttpHeader.IF_MODIFIED_SINCE, modified);
    }
    return out;
  }

  /** Returns the same request, for the rest of what is stored (RFC 9111 §3.3). */
  static HttpFields completing(HttpFields request, Head stored, long have) {
    HttpFields.Mutable out = HttpFields.build(unconditional(request));
    out.put(HttpHeader.RANGE, "bytes=" + have + "-");
    out.put(HttpHeader.IF_RANGE, stored.strongTag());
    return out;
  }

  /** Adds stored fields to an answer, as they came. */
  static void copy(Fields stored, HttpFields.Mutable answer) {
    for (Fields.Line line : stored) {
      String name = line.name().toLowerCase(Locale.ROOT);
      if (name.equals("date") || name.equals("server")) {
        answer.put(line.name(), line.value());
      } else {
        answer.add(line.name(), line.value());
      }
    }
  }

  /** Returns the keys of what a change of a resource makes obsolete (RFC 9111 §4.4). */
  static List<String> invalidated(
      String pattern, String scheme, String host, String target, HttpFields answer) {
    List<String> keys = new ArrayList<>();
    keys.add(CacheKey.of(pattern, scheme, host, target));
    for (HttpHeader header : List.of(HttpHeader.LOCATION, HttpHeader.CONTENT_LOCATION)) {
      String place = answer.get(header);
      String path = place == null ? null : samePlace(scheme, host, target, place);
      if (path != null) {
        keys.add(CacheKey.of(pattern, scheme, host, path));
      }
    }
    return keys;
  }

  /** Returns path and query of a place of the same origin, or null. */
  static @Nullable String samePlace(String scheme, String host, String target, String place) {
    if (place.isEmpty()) {
      return null;
    }
    try {
      URI resolved = URI.create(scheme + "://" + host + target).resolve(place);
      if (!scheme.equalsIgnoreCase(resolved.getScheme())
          || !host.equalsIgnoreCase(resolved.getRawAuthority())) {
        return null;
      }
      String query = resolved.getRawQuery();
      return resolved.getRawPath() + (query == null ? "" : "?" + query);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
