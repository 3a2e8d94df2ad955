package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** Conditions of clients, validation by the cache, updates (RFC 9111 §3.2, §4.3). Stateless. */
final class ConditionalCases {
  private static final String FRESH = "Cache-Control: max-age=3600";
  private static final String BRIEF = "Cache-Control: max-age=2";

  private ConditionalCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    tags(all);
    times(all);
    generated(all);
    forTheOrigin(all);
    updates(all);
    return all;
  }

  private static CacheCase tagged(String id, String tag, String asked) {
    return CacheCase.of(id).get().origin(FRESH, "ETag: " + tag).get("If-None-Match: " + asked);
  }

  private static void tags(List<CacheCase> all) {
    all.add(
        CacheCase.of("inm-304-has-its-fields")
            .get()
            .origin(
                FRESH,
                "ETag: \"a\"",
                "Content-Location: /x",
                "Vary: Foo",
                "Expires: {now+60}",
                "Date: {now-1}")
            .get("If-None-Match: \"a\"")
            .hit()
            .status(304)
            .has(
                "ETag: \"a\"", FRESH, "Content-Location: /x", "Vary: Foo", "Expires", "Date", "Age")
            // Nothing is said of a body that is not sent, unless it is true of the 200.
            .has("Content-Length: 24"));
    all.add(tagged("inm-strong", "\"a\"", "\"a\"").hit().status(304));
    all.add(tagged("inm-weak", "W/\"a\"", "W/\"a\"").hit().status(304));
    all.add(tagged("inm-weak-of-strong", "\"a\"", "W/\"a\"").hit().status(304));
    all.add(tagged("inm-strong-of-weak", "W/\"a\"", "\"a\"").hit().status(304));
    all.add(tagged("inm-other", "\"a\"", "\"b\"").hit());
    all.add(tagged("inm-list-first", "\"a\"", "\"a\", \"b\", \"c\"").hit().status(304));
    all.add(tagged("inm-list-middle", "\"a\"", "\"b\", \"a\", \"c\"").hit().status(304));
    all.add(tagged("inm-list-last", "\"a\"", "\"b\", \"c\",\"a\"").hit().status(304));
    all.add(tagged("inm-comma-in-a-tag", "\"a,b\"", "\"a,b\"").hit().status(304));
    all.add(tagged("inm-part-of-a-tag", "\"a,b\"", "\"a\"").hit());
    all.add(tagged("inm-star", "\"a\"", "*").hit().status(304));
    all.add(tagged("inm-unquoted", "\"a\"", "a").hit());
    all.add(
        CacheCase.of("inm-over-ims-matches")
            .get()
            .origin(FRESH, "ETag: \"a\"", "Last-Modified: {now-100}")
            .get("If-None-Match: \"a\"", "If-Modified-Since: {now-500}")
            .hit()
            .status(304));
    all.add(
        CacheCase.of("inm-over-ims-differs")
            .get()
            .origin(FRESH, "ETag: \"a\"", "Last-Modified: {now-100}")
            .get("If-None-Match: \"b\"", "If-Modified-Since: {now-1}")
            .hit());
    all.add(
        CacheCase.of("inm-of-what-is-not-stored-yields-the-whole")
            .get("If-None-Match: \"b\"")
            .origin(FRESH, "ETag: \"a\"")
            .asksWithout("If-None-Match")
            .get()
            .hit());
    all.add(
        CacheCase.of("inm-of-what-comes-now")
            .get("If-None-Match: \"a\"")
            .origin(FRESH, "ETag: \"a\"")
            .status(304)
            .get()
            .hit()
            .status(200));
    all.add(
        tagged("inm-of-head", "\"a\"", "\"x\"")
            .hit()
            .send("HEAD", "If-None-Match: \"a\"")
            .hit()
            .status(304));
  }

  private static void times(List<CacheCase> all) {
    all.add(modified("ims-equal", "{now-3000}", "{now-3000}").hit().status(304));
    all.add(modified("ims-later", "{now-3000}", "{now-2000}").hit().status(304));
    all.add(modified("ims-earlier", "{now-3000}", "{now-4000}").hit());
    all.add(modified("ims-invalid", "{now-3000}", "yesterday").hit());
    all.add(
        modified("ims-rfc850", "Tue, 15 Nov 1994 12:45:26 GMT", "Tuesday, 15-Nov-94 12:45:26 GMT")
            .hit()
            .status(304));
    all.add(
        modified("ims-asctime", "Tue, 15 Nov 1994 12:45:26 GMT", "Tue Nov 15 12:45:26 1994")
            .hit()
            .status(304));
    all.add(
        CacheCase.of("ims-without-last-modified-uses-the-date")
            .get()
            .origin(FRESH, "Date: {now-3000}")
            .get("If-Modified-Since: {now-2000}")
            .hit()
            .status(304));
    all.add(
        CacheCase.of("ims-of-stale-after-validation")
            .get()
            .origin(BRIEF, "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT")
            .later(3)
            .get("If-Modified-Since: Tue, 15 Nov 1994 12:45:26 GMT")
            .validated(FRESH)
            .asks("If-Modified-Since: Tue, 15 Nov 1994 12:45:26 GMT")
            .status(304));
    all.add(
        CacheCase.of("ims-of-an-error-is-ignored")
            .get()
            .origin(404, FRESH, "Last-Modified: {now-3000}")
            .get("If-Modified-Since: {now-2000}")
            .hit());
  }

  private static CacheCase modified(String id, String last, String since) {
    return CacheCase.of(id)
        .get()
        .origin(FRESH, "Last-Modified: " + last, "Date: {now+0}")
        .get("If-Modified-Since: " + since);
  }

  private static void generated(List<CacheCase> all) {
    for (String tag : List.of("\"a\"", "W/\"a\"")) {
      all.add(
          CacheCase.of("validates-with-" + (tag.startsWith("W") ? "a-weak-tag" : "a-strong-tag"))
              .get()
              .origin(BRIEF, "ETag: " + tag)
              .later(3)
              .get()
              .validated()
              .asks("If-None-Match: " + tag));
    }
    all.add(
        CacheCase.of("validates-with-both")
            .get()
            .origin(BRIEF, "ETag: \"a\"", "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT")
            .later(3)
            .get()
            .validated()
            .asks("If-None-Match: \"a\"", "If-Modified-Since: Tue, 15 Nov 1994 12:45:26 GMT"));
    all.add(
        CacheCase.of("validates-with-its-own-and-not-the-clients")
            .get()
            .origin(BRIEF, "ETag: \"a\"")
            .later(3)
            .get("If-None-Match: \"client\"", "If-Modified-Since: {now-9}", "Range: bytes=0-1")
            .origin(FRESH, "ETag: \"b\"")
            .asks("If-None-Match: \"a\"")
            .asksWithout("If-Modified-Since", "Range", "If-None-Match: \"client\"")
            .status(206)
            .body("va")
            .get()
            .hit()
            .status(200));
    all.add(
        CacheCase.of("validates-with-the-selecting-fields")
            .get("Abc: 123")
            .origin(BRIEF, "ETag: \"a\"", "Vary: Abc")
            .later(3)
            .get("Abc: 123")
            .validated()
            .asks("Abc: 123"));
    all.add(
        CacheCase.of("validates-not-another-variant")
            .get("Abc: 123")
            .origin(BRIEF, "ETag: \"a\"", "Vary: Abc")
            .get("Abc: 456")
            .asksWithout("If-None-Match"));
    all.add(
        CacheCase.of("changed-since-is-stored-anew")
            .get()
            .origin(BRIEF, "ETag: \"a\"")
            .later(3)
            .get()
            .origin(FRESH, "ETag: \"b\"")
            .get()
            .hit()
            .has("ETag: \"b\""));
  }

  private static void forTheOrigin(List<CacheCase> all) {
    all.add(
        CacheCase.of("if-match-is-for-the-origin")
            .get()
            .origin(FRESH, "ETag: \"a\"")
            .get("If-Match: \"b\"")
            .origin(412)
            .asks("If-Match: \"b\"")
            .get()
            .hitOf(1)
            .status(200));
    all.add(
        CacheCase.of("if-unmodified-since-is-for-the-origin")
            .get()
            .origin(FRESH, "Last-Modified: {now-100}")
            .get("If-Unmodified-Since: Tue, 15 Nov 1994 12:45:26 GMT")
            .origin(412)
            .asks("If-Unmodified-Since"));
  }

  private static void updates(List<CacheCase> all) {
    for (String field :
        List.of(
            "Test-Header",
            "X-Test-Header",
            "Content-Foo",
            "X-Content-Foo",
            "Content-MD5",
            "Content-Location",
            "Content-Security-Policy",
            "Content-Type",
            "Content-Language",
            "Expires",
            "X-Frame-Options",
            "Link",
            "Last-Modified")) {
      all.add(
          CacheCase.of("update-of-" + field)
              .get()
              .origin(BRIEF, "ETag: \"t\"", field + ": a")
              .later(3)
              .get()
              .validated(FRESH, "ETag: \"t\"", field + ": b")
              .has(field + ": b")
              .lacks(field + ": a")
              .get()
              .hit()
              .has(field + ": b")
              .lacks(field + ": a"));
    }
    for (String field : List.of("Content-Encoding: x-a", "Content-Range: bytes 0-1/2")) {
      String name = field.substring(0, field.indexOf(':'));
      all.add(
          CacheCase.of("no-update-of-" + name)
              .get()
              .origin(BRIEF, "ETag: \"t\"", field)
              .later(3)
              .get()
              .validated(FRESH, name + ": other")
              .has(field)
              .get()
              .hit()
              .has(field));
    }
    all.add(
        CacheCase.of("no-update-of-Content-Length")
            .get()
            .origin(BRIEF, "ETag: \"t\"")
            .content("12345")
            .later(3)
            .get()
            .validated(FRESH, "Content-Length: 10")
            .has("Content-Length: 5")
            .get()
            .hit()
            .has("Content-Length: 5"));
    all.add(
        CacheCase.of("update-keeps-what-it-omits")
            .get()
            .origin(BRIEF, "Last-Modified: {now-9000}", "Test-Header: a")
            .later(3)
            .get()
            .validated()
            .has("Test-Header: a"));
    all.add(
        CacheCase.of("update-of-the-freshness")
            .get()
            .origin(BRIEF, "ETag: \"t\"")
            .later(3)
            .get()
            .validated(FRESH)
            .later(30)
            .get()
            .hit()
            .has(FRESH));
    all.add(
        CacheCase.of("update-to-no-store-ends-it")
            .get()
            .origin(BRIEF, "ETag: \"t\"")
            .later(3)
            .get()
            .validated("Cache-Control: no-store")
            .get()
            .asksWithout("If-None-Match"));
    all.add(
        CacheCase.of("update-of-another-version-is-none")
            .get()
            .origin(BRIEF, "ETag: \"t\"", "A: 1")
            .later(3)
            .get()
            .raw("HTTP/1.1 304 Other\r\nCache-Control: max-age=60\r\nETag: \"u\"\r\nA: 2\r\n\r\n")
            .any()
            .status(304)
            .lacks("A: 1")
            .get()
            .origin(FRESH)
            .asksWithout("If-None-Match"));
    all.add(
        CacheCase.of("update-drops-the-age-before")
            .get()
            .origin("Cache-Control: max-age=60", "Age: 90", "ETag: \"t\"")
            .get()
            .validated("Cache-Control: max-age=60")
            .get()
            .hit());
  }
}
