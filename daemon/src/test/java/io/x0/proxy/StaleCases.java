package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** Stale answers (RFC 9111 §4.2.4, RFC 5861). Stateless. */
final class StaleCases {
  private StaleCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    all.add(
        CacheCase.of("stale-when-the-origin-closes")
            .get()
            .origin("Cache-Control: max-age=2")
            .later(3)
            .get()
            .cut()
            .stale()
            .has("Age: >2")
            .lacks("Warning"));
    for (String control :
        List.of("must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=2")) {
      all.add(
          CacheCase.of("stale-forbidden-by-" + control.replace("=2", ""))
              .get()
              .origin("Cache-Control: max-age=2, " + control)
              .later(3)
              .get()
              .cut()
              .stale()
              .status(504));
    }
    all.add(
        CacheCase.of("stale-beyond-its-window")
            .setting("cache-default-shadow-ttl", "10s")
            .get()
            .origin("Cache-Control: max-age=2")
            .later(20)
            .get()
            .cut()
            .stale()
            .status(502));
    all.add(
        CacheCase.of("stale-if-error-closes")
            .setting("cache-default-shadow-ttl", "0s")
            .get()
            .origin("Cache-Control: max-age=2, stale-if-error=60")
            .later(3)
            .get()
            .cut()
            .stale());
    for (int status : new int[] {500, 502, 503, 504}) {
      all.add(
          CacheCase.of("stale-if-error-" + status)
              .get()
              .origin("Cache-Control: max-age=2, stale-if-error=60")
              .later(3)
              .get()
              .origin(status)
              .stale());
    }
    all.add(
        CacheCase.of("stale-if-error-over")
            .get()
            .origin("Cache-Control: max-age=2, stale-if-error=1")
            .later(5)
            .get()
            .origin(500));
    all.add(
        CacheCase.of("stale-if-error-not-of-404")
            .get()
            .origin("Cache-Control: max-age=2, stale-if-error=60")
            .later(3)
            .get()
            .origin(404));
    all.add(
        CacheCase.of("stale-if-error-of-the-request")
            .get()
            .origin("Cache-Control: max-age=2")
            .later(3)
            .get("Cache-Control: stale-if-error=60")
            .origin(500)
            .stale());
    all.add(
        CacheCase.of("stale-if-error-of-the-request-over")
            .get()
            .origin("Cache-Control: max-age=2")
            .later(5)
            .get("Cache-Control: stale-if-error=1")
            .origin(500));
    all.add(
        CacheCase.of("stale-if-error-not-with-must-revalidate")
            .get()
            .origin("Cache-Control: max-age=2, stale-if-error=60, must-revalidate")
            .later(3)
            .get()
            .origin(500));
    all.add(
        CacheCase.of("stale-503-without-a-word")
            .get()
            .origin("Cache-Control: max-age=2")
            .later(3)
            .get()
            .origin(503));
    all.add(
        CacheCase.of("stale-while-revalidate-over")
            .get()
            .origin("Cache-Control: max-age=1, stale-while-revalidate=4", "ETag: \"a\"")
            .later(9)
            .get()
            .validated());
    return all;
  }
}
