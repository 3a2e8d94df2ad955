package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** Directives of answers and of requests (RFC 9111 §3, §3.5, §5.2, §5.4). Stateless. */
final class DirectiveCases {
  private static final String FRESH = "Cache-Control: max-age=3600";

  private DirectiveCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    ofAnswers(all);
    withFields(all);
    authorization(all);
    ofRequests(all);
    statuses(all);
    cookies(all);
    return all;
  }

  private static void ofAnswers(List<CacheCase> all) {
    for (String control :
        List.of(
            "private, max-age=60",
            "PRIVATE, max-age=60",
            "no-store, max-age=60",
            "No-StOrE",
            "no-cache, max-age=60",
            "nO-CaChE, max-age=60")) {
      all.add(
          CacheCase.of("response-" + control.replaceAll("[^A-Za-z0-9]+", "-"))
              .get()
              .origin("Cache-Control: " + control, "Expires: {now+60}", "Date: {now+0}")
              .get());
    }
    all.add(
        CacheCase.of("no-store-does-not-hinder-the-next")
            .get()
            .origin("Cache-Control: max-age=5")
            .later(9)
            .get()
            .origin("Cache-Control: no-store")
            .get()
            .origin(FRESH)
            .get()
            .hit());
    all.add(
        CacheCase.of("no-cache-is-stored-and-validated")
            .get()
            .origin("Cache-Control: no-cache", "ETag: \"a\"")
            .get()
            .validated()
            .asks("If-None-Match: \"a\"")
            .get()
            .validated());
    all.add(
        CacheCase.of("no-cache-fresh-is-validated")
            .get()
            .origin("Cache-Control: no-cache, max-age=60", "Last-Modified: {now-100}")
            .get()
            .validated());
    all.add(
        CacheCase.of("must-revalidate-fresh")
            .get()
            .origin("Cache-Control: max-age=60, must-revalidate", "ETag: \"a\"")
            .get()
            .hit());
    all.add(
        CacheCase.of("must-revalidate-stale")
            .get()
            .origin("Cache-Control: max-age=2, must-revalidate", "ETag: \"a\"")
            .later(3)
            .get()
            .validated());
    all.add(
        CacheCase.of("must-understand-known")
            .get()
            .origin("Cache-Control: max-age=60, no-store, must-understand")
            .get()
            .hit());
    all.add(
        CacheCase.of("must-understand-unknown")
            .get()
            .origin(599, "Cache-Control: max-age=60, no-store, must-understand")
            .get());
    all.add(
        CacheCase.of("must-understand-unknown-alone")
            .get()
            .origin(299, "Cache-Control: max-age=60, must-understand")
            .get());
    all.add(
        CacheCase.of("pragma-of-a-response-means-nothing")
            .get()
            .origin(FRESH, "Pragma: no-cache")
            .get()
            .hit());
    all.add(
        CacheCase.of("validator-alone-is-stored-and-validated")
            .get()
            .origin("ETag: \"a\"")
            .get()
            .validated()
            .asks("If-None-Match: \"a\""));
  }

  private static void withFields(List<CacheCase> all) {
    for (String name : List.of("no-cache", "private")) {
      all.add(
          CacheCase.of(name + "-of-one-field")
              .get()
              .origin("Cache-Control: " + name + "=\"A\"", FRESH, "A: 1", "B: 2")
              .has("A: 1", "B: 2")
              .get()
              .hit()
              .has("B: 2")
              .lacks("A"));
      all.add(
          CacheCase.of(name + "-of-two-fields")
              .get()
              .origin("Cache-Control: max-age=60, " + name + "=\"a, b\"", "A: 1", "B: 2", "C: 3")
              .get()
              .hit()
              .has("C: 3")
              .lacks("A", "B"));
    }
    all.add(
        CacheCase.of("no-cache-of-nothing-is-of-all")
            .get()
            .origin("Cache-Control: max-age=60, no-cache=\"\"")
            .get());
  }

  private static void authorization(List<CacheCase> all) {
    all.add(
        CacheCase.of("authorization")
            .get("Authorization: FOO")
            .origin("Expires: {now+60}", "Date: {now+0}")
            .asks("Authorization: FOO")
            .get());
    all.add(
        CacheCase.of("authorization-again")
            .get("Authorization: FOO")
            .origin(FRESH)
            .get("Authorization: FOO"));
    for (String directive : List.of("public", "must-revalidate", "s-maxage=60")) {
      all.add(
          CacheCase.of("authorization-" + directive.replace("=60", ""))
              .get("Authorization: FOO")
              .origin("Cache-Control: max-age=60, " + directive)
              .get()
              .hit());
    }
    all.add(
        CacheCase.of("authorization-gets-what-is-for-all")
            .get()
            .origin(FRESH)
            .get("Authorization: FOO")
            .hit());
  }

  private static void ofRequests(List<CacheCase> all) {
    for (String most : List.of("max-age=0", "max-age=1")) {
      all.add(
          CacheCase.of("request-" + most.replace('=', '-'))
              .get()
              .origin(FRESH)
              .later(3)
              .get("Cache-Control: " + most));
    }
    all.add(
        CacheCase.of("request-max-age-of-aged")
            .get()
            .origin(FRESH, "Age: 1800")
            .get("Cache-Control: max-age=600"));
    all.add(
        CacheCase.of("request-max-age-young-enough")
            .get()
            .origin(FRESH, "Age: 100")
            .get("Cache-Control: max-age=600")
            .hit());
    all.add(request("request-min-fresh", "min-fresh=7200"));
    all.add(
        CacheCase.of("request-min-fresh-enough")
            .get()
            .origin(FRESH)
            .get("Cache-Control: min-fresh=600")
            .hit());
    all.add(
        CacheCase.of("request-min-fresh-of-aged")
            .get()
            .origin("Cache-Control: max-age=1500", "Age: 1000")
            .get("Cache-Control: min-fresh=1000"));
    all.add(
        CacheCase.of("request-max-stale")
            .get()
            .origin("Cache-Control: max-age=1")
            .later(5)
            .get("Cache-Control: max-stale=1000")
            .hit());
    all.add(
        CacheCase.of("request-max-stale-any")
            .get()
            .origin("Cache-Control: max-age=1")
            .later(500)
            .get("Cache-Control: max-stale")
            .hit());
    all.add(
        CacheCase.of("request-max-stale-too-stale")
            .get()
            .origin("Cache-Control: max-age=1500", "Age: 3000")
            .get("Cache-Control: max-stale=1000"));
    all.add(
        CacheCase.of("request-max-stale-forbidden")
            .get()
            .origin("Cache-Control: max-age=1, must-revalidate")
            .later(5)
            .get("Cache-Control: max-stale=1000"));
    all.add(request("request-no-cache", "no-cache"));
    all.add(
        CacheCase.of("request-no-cache-validates")
            .get()
            .origin(FRESH, "ETag: \"a\"")
            .get("Cache-Control: no-cache")
            .validated()
            .asks("If-None-Match: \"a\""));
    all.add(
        CacheCase.of("request-no-store-is-not-stored")
            .get("Cache-Control: no-store")
            .origin(FRESH)
            .get());
    all.add(
        CacheCase.of("request-only-if-cached-miss")
            .get("Cache-Control: only-if-cached")
            .hit()
            .status(504));
    all.add(
        CacheCase.of("request-only-if-cached-hit")
            .get()
            .origin(FRESH)
            .get("Cache-Control: only-if-cached")
            .hit());
    all.add(CacheCase.of("request-pragma").get().origin(FRESH).get("Pragma: no-cache"));
    all.add(
        CacheCase.of("request-pragma-with-cache-control")
            .get()
            .origin(FRESH)
            .get("Pragma: no-cache", "Cache-Control: foo")
            .hit());
    all.add(CacheCase.of("request-pragma-other").get().origin(FRESH).get("Pragma: foo").hit());
    all.add(
        CacheCase.of("request-not-honoured")
            .setting("cache-honour-client", "false")
            .get()
            .origin(FRESH)
            .get("Cache-Control: no-cache")
            .hit());
  }

  private static CacheCase request(String id, String control) {
    return CacheCase.of(id).get().origin(FRESH).get("Cache-Control: " + control);
  }

  private static void statuses(List<CacheCase> all) {
    for (int status :
        new int[] {
          200, 201, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 451, 499, 500, 502, 503,
          504, 599
        }) {
      all.add(CacheCase.of("status-" + status).get().origin(status, FRESH).get().hit());
      all.add(
          CacheCase.of("status-stale-" + status)
              .get()
              .origin(status, "Expires: {now-60}", "Last-Modified: {now-90000}", "Date: {now+0}")
              .get());
    }
    all.add(
        CacheCase.of("status-304-is-never-stored")
            .get("If-None-Match: \"a\"")
            .origin(304, FRESH, "ETag: \"a\"")
            .get());
    all.add(CacheCase.of("status-416-is-never-stored").get().origin(416, FRESH).get());
  }

  private static void cookies(List<CacheCase> all) {
    all.add(CacheCase.of("set-cookie-is-not-shared").get().origin(FRESH, "Set-Cookie: a=b").get());
    all.add(
        CacheCase.of("set-cookie-is-shared-if-wanted")
            .setting("cache-store-cookies", "true")
            .get()
            .origin(FRESH, "Set-Cookie: a=b")
            .get()
            .hit()
            .has("Set-Cookie: a=b"));
    all.add(CacheCase.of("cookie-of-a-request").get().origin(FRESH).get("Cookie: a=b").hit());
    all.add(
        CacheCase.of("set-cookie-of-a-304-is-for-one-client")
            .get()
            .origin("Cache-Control: max-age=1", "ETag: \"a\"")
            .later(3)
            .get()
            .validated(FRESH, "Set-Cookie: a=b")
            .has("Set-Cookie: a=b")
            .get()
            .hit()
            .lacks("Set-Cookie"));
  }
}
