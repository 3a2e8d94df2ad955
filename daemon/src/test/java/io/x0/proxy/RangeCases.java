package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** Ranges of what is stored, and parts (RFC 9111 §3.3, §3.4, RFC 9110 §14). Stateless. */
final class RangeCases {
  private static final String FRESH = "Cache-Control: max-age=3600";
  private static final String TAG = "ETag: \"t\"";

  private RangeCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    ofTheWhole(all);
    conditions(all);
    parts(all);
    combined(all);
    return all;
  }

  private static CacheCase whole(String id, String range) {
    return CacheCase.of(id)
        .get()
        .origin(FRESH, "Test-Header: a")
        .content("01234567890")
        .get("Range: " + range)
        .hit();
  }

  private static void ofTheWhole(List<CacheCase> all) {
    all.add(
        whole("range-first-last", "bytes=0-1")
            .status(206)
            .body("01")
            .has("Content-Range: bytes 0-1/11", "Content-Length: 2", "Test-Header: a", FRESH));
    all.add(whole("range-open", "bytes=1-").status(206).body("1234567890"));
    all.add(whole("range-suffix", "bytes=-1").status(206).body("0"));
    all.add(whole("range-suffix-of-more-than-all", "bytes=-99").status(206).body("01234567890"));
    all.add(whole("range-last-beyond-the-end", "bytes=9-99").status(206).body("90"));
    all.add(whole("range-case-of-the-unit", "BYTES=0-0").status(206).body("0"));
    all.add(
        whole("range-beyond-the-end", "bytes=11-")
            .status(416)
            .body("")
            .has("Content-Range: bytes */11"));
    all.add(whole("range-suffix-of-nothing", "bytes=-0").status(416).body(""));
    all.add(whole("range-of-another-unit", "lines=0-1"));
    all.add(whole("range-invalid", "bytes=b-a"));
    all.add(whole("range-backwards", "bytes=5-4"));
    all.add(
        whole("range-several", "bytes=0-1,5-6")
            .status(206)
            .body(
                "\r\n--x0-part-5f2c91ab7d3e\r\nContent-Range: bytes 0-1/11\r\n\r\n01"
                    + "\r\n--x0-part-5f2c91ab7d3e\r\nContent-Range: bytes 5-6/11\r\n\r\n56"
                    + "\r\n--x0-part-5f2c91ab7d3e--\r\n")
            .has("Content-Type: multipart/byteranges; boundary=x0-part-5f2c91ab7d3e"));
    all.add(
        CacheCase.of("range-of-head-means-nothing")
            .get()
            .origin(FRESH)
            .content("01234567890")
            .send("HEAD", "Range: bytes=0-1")
            .hit()
            .status(200)
            .has("Content-Length: 11")
            .lacks("Content-Range"));
    all.add(
        CacheCase.of("range-of-an-error-means-nothing")
            .get()
            .origin(404, FRESH)
            .get("Range: bytes=0-1")
            .hit()
            .status(404));
    all.add(
        CacheCase.of("range-of-stale-yields-the-whole-from-the-origin")
            .get()
            .origin("Cache-Control: max-age=1", TAG)
            .later(3)
            .get("Range: bytes=0-1")
            .origin(FRESH, TAG)
            .content("98765")
            .asksWithout("Range")
            .status(206)
            .body("98")
            .get()
            .hit()
            .status(200));
  }

  private static void conditions(List<CacheCase> all) {
    all.add(ifRange("if-range-same-tag", TAG, "\"t\"").status(206).body("01"));
    all.add(ifRange("if-range-other-tag", TAG, "\"x\"").status(200).body("0123456789"));
    all.add(
        ifRange("if-range-weak-tag", "ETag: W/\"t\"", "W/\"t\"").status(200).body("0123456789"));
    all.add(
        ifRange(
                "if-range-same-date",
                "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT",
                "Tue, 15 Nov 1994 12:45:26 GMT")
            .status(206)
            .body("01"));
    all.add(
        ifRange(
                "if-range-later-date",
                "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT",
                "Tue, 15 Nov 1994 12:45:27 GMT")
            .status(200)
            .body("0123456789"));
    all.add(ifRange("if-range-invalid", TAG, "t").status(200).body("0123456789"));
    all.add(
        CacheCase.of("range-with-a-match-is-304")
            .get()
            .origin(FRESH, TAG)
            .get("Range: bytes=0-1", "If-None-Match: \"t\"")
            .hit()
            .status(304));
  }

  private static CacheCase ifRange(String id, String validator, String condition) {
    return CacheCase.of(id)
        .get()
        .origin(FRESH, validator, "Date: {now+0}")
        .content("0123456789")
        .get("Range: bytes=0-1", "If-Range: " + condition)
        .hit();
  }

  private static CacheCase part(String id) {
    return CacheCase.of(id)
        .get("Range: bytes=-5")
        .origin(206, FRESH, "Content-Range: bytes 5-9/10")
        .content("56789")
        .asks("Range: bytes=-5");
  }

  private static void parts(List<CacheCase> all) {
    all.add(
        part("part-same-range")
            .get("Range: bytes=-5")
            .hit()
            .status(206)
            .body("56789")
            .has("Content-Range: bytes 5-9/10", "Content-Length: 5", "Age"));
    all.add(
        part("part-inner-range")
            .get("Range: bytes=6-8")
            .hit()
            .status(206)
            .body("678")
            .has("Content-Range: bytes 6-8/10"));
    all.add(part("part-open-range").get("Range: bytes=7-").hit().status(206).body("789"));
    all.add(part("part-suffix").get("Range: bytes=-1").hit().status(206).body("9"));
    all.add(
        part("part-does-not-have-it")
            .get("Range: bytes=4-6")
            .origin(206, FRESH, "Content-Range: bytes 4-6/10")
            .content("456")
            .asks("Range: bytes=4-6"));
    all.add(part("part-is-not-the-whole").get().origin(FRESH).asksWithout("Range").get().hit());
    all.add(
        part("part-is-not-for-several-ranges")
            .get("Range: bytes=5-6,8-9")
            .origin(206, FRESH, "Content-Type: multipart/byteranges; boundary=x")
            .asks("Range: bytes=5-6,8-9"));
    all.add(
        CacheCase.of("part-of-unknown-length")
            .get("Range: bytes=2-4")
            .origin(206, FRESH, "Content-Range: bytes 2-4/*")
            .content("234")
            .get("Range: bytes=3-4")
            .hit()
            .status(206)
            .body("34")
            .has("Content-Range: bytes 3-4/*")
            .get("Range: bytes=3-")
            .origin(206, FRESH, "Content-Range: bytes 3-9/10")
            .content("3456789"));
    all.add(
        CacheCase.of("part-of-another-variant")
            .get("Range: bytes=0-4", "Foo: 1")
            .origin(206, FRESH, "Content-Range: bytes 0-4/10", "Vary: Foo")
            .content("01234")
            .get("Range: bytes=0-1", "Foo: 2")
            .origin(206, FRESH, "Content-Range: bytes 0-1/10", "Vary: Foo")
            .content("ab")
            .get("Range: bytes=0-1", "Foo: 1")
            .hit()
            .body("01"));
    for (String wrong : List.of("4-9/10", "9-5/10", "5-9/9", "5-9", "a-b/10", "5-8/10", "*/10")) {
      all.add(
          CacheCase.of("part-not-kept-" + wrong.replaceAll("[^0-9a-z]", "-") + "." + wrong.length())
              .get("Range: bytes=-5")
              .origin(206, FRESH, "Content-Range: bytes " + wrong)
              .content("56789")
              .get("Range: bytes=-5")
              .origin(206, FRESH, "Content-Range: bytes 5-9/10")
              .content("56789"));
    }
    all.add(
        CacheCase.of("part-stale-is-not-used")
            .get("Range: bytes=0-4")
            .origin(206, "Cache-Control: max-age=1", "Content-Range: bytes 0-4/10", TAG)
            .content("01234")
            .later(3)
            .get("Range: bytes=0-1")
            .origin(206, FRESH, "Content-Range: bytes 0-1/10", TAG)
            .content("ab"));
    all.add(
        CacheCase.of("part-with-no-store")
            .get("Range: bytes=0-4")
            .origin(206, "Cache-Control: no-store", "Content-Range: bytes 0-4/10")
            .content("01234")
            .get("Range: bytes=0-4")
            .origin(206, FRESH, "Content-Range: bytes 0-4/10")
            .content("abcde"));
    all.add(
        CacheCase.of("whole-to-a-range-is-kept")
            .get("Range: bytes=0-1")
            .origin(FRESH)
            .content("0123456789")
            .get()
            .hit()
            .get("Range: bytes=0-1")
            .hit()
            .status(206)
            .body("01"));
    all.add(
        CacheCase.of("part-to-who-did-not-ask-is-not-kept")
            .get()
            .origin(206, FRESH, "Content-Range: bytes 0-4/10")
            .content("01234")
            .get());
  }

  private static CacheCase beginning(String id) {
    return CacheCase.of(id)
        .get("Range: bytes=0-4")
        .origin(206, FRESH, TAG, "Content-Range: bytes 0-4/10", "A: 1", "B: 1")
        .content("01234");
  }

  private static void combined(List<CacheCase> all) {
    all.add(
        beginning("parts-make-the-whole")
            .get("Range: bytes=5-9")
            .origin(206, FRESH, TAG, "Content-Range: bytes 5-9/10", "A: 2")
            .content("56789")
            .get()
            .hit()
            .status(200)
            .body("0123456789")
            .has("Content-Length: 10", "A: 2", "B: 1")
            .lacks("Content-Range"));
    all.add(
        beginning("parts-that-overlap")
            .get("Range: bytes=3-7")
            .origin(206, FRESH, TAG, "Content-Range: bytes 3-7/10")
            .content("34567")
            .get("Range: bytes=1-6")
            .hit()
            .status(206)
            .body("123456"));
    all.add(
        beginning("parts-of-other-versions")
            .get("Range: bytes=5-9")
            .origin(206, FRESH, "ETag: \"x\"", "Content-Range: bytes 5-9/10")
            .content("vwxyz")
            .get()
            .origin(FRESH)
            .asksWithout("Range"));
    all.add(
        CacheCase.of("parts-with-weak-tags")
            .get("Range: bytes=0-4")
            .origin(206, FRESH, "ETag: W/\"t\"", "Content-Range: bytes 0-4/10")
            .content("01234")
            .get("Range: bytes=5-9")
            .origin(206, FRESH, "ETag: W/\"t\"", "Content-Range: bytes 5-9/10")
            .content("56789")
            .get()
            .origin(FRESH)
            .asksWithout("Range"));
    all.add(
        beginning("part-is-completed")
            .get()
            .origin(206, FRESH, TAG, "Content-Range: bytes 5-9/10", "A: 2")
            .content("56789")
            .asks("Range: bytes=5-", "If-Range: \"t\"")
            .status(200)
            .body("0123456789")
            .has("Content-Length: 10", "A: 2", "B: 1", "Cache-Status: ~fwd=partial")
            .lacks("Content-Range")
            .get()
            .hit()
            .status(200)
            .body("0123456789"));
    all.add(
        beginning("part-has-changed-since")
            .get()
            .origin(FRESH, "ETag: \"x\"")
            .content("abcdefghijk")
            .asks("If-Range: \"t\"")
            .status(200)
            .get()
            .hit());
    all.add(
        beginning("part-beyond-it-is-asked-for-alone")
            .get("Range: bytes=7-9")
            .origin(206, FRESH, TAG, "Content-Range: bytes 7-9/10")
            .content("789")
            .asks("Range: bytes=7-9")
            .asksWithout("If-Range"));
  }
}
