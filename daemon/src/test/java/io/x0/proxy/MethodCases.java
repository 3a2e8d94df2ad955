package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** Methods, and what they make obsolete (RFC 9111 §4.3.5, §4.4, RFC 9110 §9.3). Stateless. */
final class MethodCases {
  private static final String FRESH = "Cache-Control: max-age=3600";

  private MethodCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    invalidation(all);
    post(all);
    head(all);
    return all;
  }

  private static void invalidation(List<CacheCase> all) {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "M-SEARCH")) {
      all.add(
          CacheCase.of("invalidation-by-" + method)
              .get()
              .origin(FRESH)
              .send(method)
              .with("abc")
              .get());
      all.add(
          CacheCase.of("invalidation-by-a-redirect-to-" + method)
              .get()
              .origin(FRESH)
              .send(method)
              .with("abc")
              .origin(303, "Location: /other")
              .get());
      for (int status : new int[] {400, 500}) {
        all.add(
            CacheCase.of("no-invalidation-by-" + method + "-" + status)
                .get()
                .origin(FRESH)
                .send(method)
                .with("abc")
                .origin(status)
                .get()
                .hitOf(1)
                .status(200));
      }
      for (String field : List.of("Location", "Content-Location")) {
        String id = "invalidation-by-" + field + "-of-" + method;
        all.add(
            CacheCase.of(id)
                .get()
                .at("/target")
                .origin(FRESH)
                .send(method)
                .at("/other")
                .with("abc")
                .origin(201, field + ": /" + id + "/target")
                .get()
                .at("/target"));
      }
    }
    all.add(
        CacheCase.of("no-invalidation-of-another-origin")
            .get()
            .origin(FRESH)
            .send("POST")
            .at("/other")
            .with("abc")
            .origin("Location: http://elsewhere.test/no-invalidation-of-another-origin")
            .get()
            .hitOf(1));
    all.add(
        CacheCase.of("no-invalidation-by-OPTIONS")
            .get()
            .origin(FRESH)
            .send("OPTIONS")
            .get()
            .hitOf(1));
    all.add(
        CacheCase.of("method-of-no-get-is-not-stored").send("PUT").with("abc").origin(FRESH).get());
    all.add(CacheCase.of("get-with-a-body-is-not-stored").get().with("abc").origin(FRESH).get());
  }

  private static void post(List<CacheCase> all) {
    all.add(
        CacheCase.of("post-of-the-target")
            .send("POST")
            .with("12345")
            .origin("Expires: {now+600}", "Date: {now+0}", "Content-Location: /post-of-the-target")
            .get()
            .hit()
            .has("Content-Location: /post-of-the-target"));
    all.add(
        CacheCase.of("post-of-another-target")
            .send("POST")
            .with("12345")
            .origin(FRESH, "Content-Location: /other")
            .get());
    all.add(CacheCase.of("post-of-no-target").send("POST").with("12345").origin(FRESH).get());
    all.add(
        CacheCase.of("post-without-freshness")
            .send("POST")
            .with("12345")
            .origin("Content-Location: /post-without-freshness", "Last-Modified: {now-90000}")
            .get());
    all.add(
        CacheCase.of("post-with-another-status")
            .send("POST")
            .with("12345")
            .origin(201, FRESH, "Content-Location: /post-with-another-status")
            .get());
    all.add(
        CacheCase.of("post-always-reaches-the-origin")
            .get()
            .origin(FRESH)
            .send("POST")
            .with("12345")
            .origin(FRESH)
            .send("POST")
            .with("12345"));
    all.add(
        CacheCase.of("post-replaces-what-is-stored")
            .get()
            .origin(FRESH)
            .send("POST")
            .with("12345")
            .origin(FRESH, "Content-Location: /post-replaces-what-is-stored")
            .get()
            .hitOf(2));
  }

  private static void head(List<CacheCase> all) {
    all.add(
        CacheCase.of("head-of-fresh").get().origin(FRESH, "A: 1").send("HEAD").hit().has("A: 1"));
    all.add(CacheCase.of("head-is-not-a-get").send("HEAD").origin(FRESH).get());
    all.add(
        CacheCase.of("head-of-stale-asks-the-origin-with-head")
            .get()
            .origin("Cache-Control: max-age=2")
            .later(3)
            .send("HEAD")
            .origin(FRESH));
    all.add(
        CacheCase.of("head-refreshes")
            .get()
            .origin("Cache-Control: max-age=2", "ETag: \"a\"", "A: 1", "B: 1")
            .content("12345")
            .later(3)
            .send("HEAD")
            .origin(FRESH, "ETag: \"a\"", "A: 2", "Content-Length: 5")
            .get()
            .hit()
            .body("12345")
            .has("A: 2", "B: 1", "Content-Length: 5"));
    for (String changed : List.of("ETag: \"b\"", "Last-Modified: {now-1}", "Content-Length: 6")) {
      all.add(
          CacheCase.of("head-shows-a-change-of-" + changed.substring(0, changed.indexOf(':')))
              .get()
              .origin("Cache-Control: max-age=2", "ETag: \"a\"", "Last-Modified: {now-100}")
              .content("12345")
              .later(3)
              .send("HEAD")
              .origin(FRESH, changed)
              .get()
              .asksWithout("If-None-Match"));
    }
    all.add(
        CacheCase.of("head-with-an-error-changes-nothing")
            .get()
            .origin("Cache-Control: max-age=2", "ETag: \"a\"")
            .later(3)
            .send("HEAD")
            .origin(500)
            .get()
            .validated()
            .asks("If-None-Match: \"a\"")
            .status(200)
            .any());
  }
}
