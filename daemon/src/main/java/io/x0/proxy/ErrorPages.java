package io.x0.proxy;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What clients see in the place of errors. Immutable.
 *
 * @param pages by status, 400 to 599, or by class, 4 or 5
 * @param isOfBackends whether errors that backends answer are replaced, too, not only x0's own
 */
public record ErrorPages(Map<Integer, ErrorPage> pages, boolean isOfBackends) {
  /** None. */
  public static final ErrorPages NONE = new ErrorPages(Map.of(), false);

  public ErrorPages {
    pages = Map.copyOf(pages);
  }

  /** Returns these and one more, which goes before another for the same. */
  public ErrorPages with(int statusOrClass, ErrorPage page) {
    Map<Integer, ErrorPage> all = new HashMap<>(pages);
    all.put(statusOrClass, page);
    return new ErrorPages(all, isOfBackends);
  }

  /** Returns the same, for errors of backends or not. */
  public ErrorPages ofBackends(boolean value) {
    return new ErrorPages(pages, value);
  }

  /** Returns what is shown in the place of x0's own answer, or null for that. */
  @Nullable LocalAnswer own(int status) {
    if (status < 400 || pages.isEmpty()) {
      return null;
    }
    ErrorPage page = pages.get(status);
    page = page == null ? pages.get(status / 100) : page;
    return page == null ? null : page.answer(status);
  }

  /**
   * Returns what is shown in the place of a backend's answer, or null for that.
   *
   * @param headers its fields, of which those stay that are not about its body
   */
  @Nullable LocalAnswer ofBackend(int status, HttpFields headers) {
    LocalAnswer page = isOfBackends ? own(status) : null;
    if (page == null) {
      return null;
    }
    HttpFields.Mutable fields = HttpFields.build();
    headers.forEach(
        field -> {
          if (!isAboutTheBody(field.getLowerCaseName())) {
            fields.add(field);
          }
        });
    page.fields().forEach(fields::put);
    return new LocalAnswer(page.status(), fields, page.body());
  }

  private static boolean isAboutTheBody(String name) {
    return (name.startsWith("content-") && !name.startsWith("content-security-policy"))
        || name.equals(lower(HttpHeader.ETAG))
        || name.equals(lower(HttpHeader.LAST_MODIFIED))
        || name.equals(lower(HttpHeader.ACCEPT_RANGES))
        || name.equals(lower(HttpHeader.TRAILER));
  }

  private static String lower(HttpHeader header) {
    return header.lowerCaseName();
  }
}
