package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** How long an answer is fresh, and how old it is (RFC 9111 §4.2, §5.1, §5.3). Stateless. */
final class FreshnessCases {
  private FreshnessCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    maxAge(all);
    parsing(all);
    expires(all);
    dates(all);
    age(all);
    heuristics(all);
    targeted(all);
    return all;
  }

  private static void reused(List<CacheCase> all, String id, String... fields) {
    all.add(CacheCase.of(id).get().origin(fields).later(3).get().hit().has("Age"));
  }

  private static void notReused(List<CacheCase> all, String id, String... fields) {
    all.add(CacheCase.of(id).get().origin(fields).later(3).get());
  }

  private static void maxAge(List<CacheCase> all) {
    notReused(all, "freshness-none");
    reused(all, "freshness-max-age", "Cache-Control: max-age=3600");
    notReused(all, "freshness-max-age-0", "Cache-Control: max-age=0");
    notReused(all, "freshness-max-age-over", "Cache-Control: max-age=2");
    notReused(all, "freshness-max-age-exactly-over", "Cache-Control: max-age=3");
    reused(all, "freshness-max-age-2-31", "Cache-Control: max-age=2147483648");
    reused(all, "freshness-max-age-huge", "Cache-Control: max-age=99999999999999999999999");
    reused(all, "freshness-past-expires", "Cache-Control: max-age=9", "Expires: {now-9}");
    reused(all, "freshness-bad-expires", "Cache-Control: max-age=9", "Expires: 0");
    notReused(all, "freshness-max-age-0-expires", "Cache-Control: max-age=0", "Expires: {now+99}");
    reused(all, "freshness-s-maxage", "Cache-Control: s-maxage=60");
    reused(all, "freshness-s-maxage-wins", "Cache-Control: max-age=1, s-maxage=60");
    notReused(all, "freshness-s-maxage-shorter", "Cache-Control: max-age=60, s-maxage=1");
    notReused(
        all, "freshness-s-maxage-lines", "Cache-Control: s-maxage=1", "Cache-Control: max-age=60");
    reused(all, "freshness-extension", "Cache-Control: foo, max-age=60, bar=\"baz\"");
    reused(all, "freshness-case", "cache-control: MaX-aGe=60");
    reused(all, "freshness-immutable", "Cache-Control: max-age=60, immutable");
    all.add(
        CacheCase.of("freshness-twice")
            .get()
            .origin("Cache-Control: max-age=10")
            .later(9)
            .get()
            .hit()
            .later(2)
            .get()
            .origin("Cache-Control: max-age=10")
            .later(9)
            .get()
            .hit());
  }

  private static void parsing(List<CacheCase> all) {
    notReused(all, "parse-quoted-extension-before", "Cache-Control: x=\"max-age=60\", max-age=1");
    notReused(all, "parse-quoted-extension-after", "Cache-Control: max-age=1, x=\"max-age=60\"");
    notReused(all, "parse-quoted-comma", "Cache-Control: x=\"a, max-age=60\"");
    notReused(all, "parse-quoted-escape", "Cache-Control: x=\"a\\\", max-age=60\"");
    reused(all, "parse-quoted-value", "Cache-Control: max-age=\"60\"");
    notReused(all, "parse-single-quotes", "Cache-Control: max-age='60'");
    reused(all, "parse-leading-zeros", "Cache-Control: max-age=0060");
    notReused(all, "parse-negative", "Cache-Control: max-age=-60");
    notReused(all, "parse-fraction", "Cache-Control: max-age=60.5");
    notReused(all, "parse-alpha-before", "Cache-Control: max-age=a60");
    notReused(all, "parse-alpha-after", "Cache-Control: max-age=60a");
    notReused(all, "parse-space-before-equals", "Cache-Control: max-age =60");
    notReused(all, "parse-space-after-equals", "Cache-Control: max-age= 60");
    notReused(all, "parse-no-value", "Cache-Control: max-age");
    notReused(all, "parse-two-fresh-stale", "Cache-Control: max-age=60, max-age=1");
    notReused(all, "parse-two-stale-fresh", "Cache-Control: max-age=1, max-age=60");
    notReused(all, "parse-two-lines", "Cache-Control: max-age=60", "Cache-Control: max-age=1");
    reused(all, "parse-empty-members", "Cache-Control: ,, max-age=60 ,,");
  }

  private static void expires(List<CacheCase> all) {
    reused(all, "expires-future", "Expires: {now+60}", "Date: {now+0}");
    notReused(all, "expires-past", "Expires: {now-60}", "Date: {now+0}");
    notReused(all, "expires-present", "Expires: {now+0}", "Date: {now+0}");
    notReused(all, "expires-before-date", "Expires: {now+300}", "Date: {now+400}");
    reused(all, "expires-date-missing", "Expires: {now+60}");
    reused(all, "expires-date-invalid", "Expires: {now+60}", "Date: foo");
    notReused(all, "expires-0", "Expires: 0", "Last-Modified: {now-90000}", "Date: {now+0}");
    notReused(all, "expires-two-lines", "Expires: {now+60}", "Expires: {now+60}");
    notReused(all, "expires-age-slow-date", "Date: {now-10}", "Expires: {now+10}", "Age: 25");
    notReused(all, "expires-age-fast-date", "Date: {now+10}", "Expires: {now+20}", "Age: 15");
  }

  private static void dates(List<CacheCase> all) {
    reused(all, "date-far-future", "Expires: Fri, 31 Dec 9999 23:59:59 GMT", "Date: {now+0}");
    reused(all, "date-after-2038", "Expires: Tue, 19 Jan 2038 14:14:08 GMT", "Date: {now+0}");
    reused(all, "date-rfc850", "Expires: Thursday, 18-Aug-50 02:01:18 GMT", "Date: {now+0}");
    reused(all, "date-asctime", "Expires: Thu Aug  8 02:01:18 2050", "Date: {now+0}");
    reused(all, "date-case-day", "Expires: THU, 18 Aug 2050 02:01:18 GMT", "Date: {now+0}");
    reused(all, "date-case-month", "Expires: Thu, 18 AUG 2050 02:01:18 GMT", "Date: {now+0}");
    reused(all, "date-case-zone", "Expires: Thu, 18 Aug 2050 02:01:18 gMT", "Date: {now+0}");
    for (String invalid :
        List.of(
            "utc|Thu, 18 Aug 2050 02:01:18 UTC",
            "aest|Thu, 18 Aug 2050 02:01:18 AEST",
            "offset|Thu, 18 Aug 2050 02:01:18 +0000",
            "no-zone|Thu, 18 Aug 2050 02:01:18",
            "two-digit-year|Thu, 18 Aug 50 02:01:18 GMT",
            "no-comma|Thu 18 Aug 2050 02:01:18 GMT",
            "spaces|Thu, 18  Aug  2050 02:01:18 GMT",
            "dashes|Thu, 18-Aug-2050 02:01:18 GMT",
            "periods|Thu, 18 Aug 2050 02.01.18 GMT",
            "one-digit-hour|Thu, 18 Aug 2050 2:01:18 GMT",
            "no-such-day|Thu, 31 Feb 2050 02:01:18 GMT",
            "number|2544400878")) {
      String[] parts = invalid.split("\\|", -1);
      notReused(all, "date-invalid-" + parts[0], "Expires: " + parts[1], "Date: {now+0}");
    }
  }

  private static void age(List<CacheCase> all) {
    notReused(all, "age-over-max-age", "Cache-Control: max-age=60", "Age: 120", "Date: {now+0}");
    all.add(
        CacheCase.of("age-is-added")
            .get()
            .origin("Cache-Control: max-age=600", "Age: 30")
            .has("Age: 30")
            .later(3)
            .get()
            .hit()
            .has("Age: >32"));
    all.add(
        CacheCase.of("age-of-expires")
            .get()
            .origin("Expires: {now+600}", "Date: {now+0}", "Age: 30")
            .later(3)
            .get()
            .hit()
            .has("Age: >32"));
    all.add(
        CacheCase.of("age-of-date")
            .get()
            .origin("Cache-Control: max-age=600", "Date: {now-50}")
            .get()
            .hit()
            .has("Age: >49"));
    all.add(
        CacheCase.of("age-not-on-a-miss").get().origin("Cache-Control: max-age=600").lacks("Age"));
    reused(all, "age-text", "Cache-Control: max-age=60", "Age: abc");
    reused(all, "age-negative", "Cache-Control: max-age=60", "Age: -120");
    reused(all, "age-fraction", "Cache-Control: max-age=60", "Age: 120.5");
    notReused(all, "age-first-member-old", "Cache-Control: max-age=60", "Age: 120, 0");
    notReused(all, "age-first-line-old", "Cache-Control: max-age=60", "Age: 120", "Age: 0");
    reused(all, "age-first-member-young", "Cache-Control: max-age=60", "Age: 0, 120");
    reused(all, "age-first-line-young", "Cache-Control: max-age=60", "Age: 0", "Age: 120");
    notReused(all, "age-huge", "Cache-Control: max-age=2147483648", "Age: 99999999999");
    reused(all, "age-parameter", "Cache-Control: max-age=60", "Age: 0;foo=120");
    notReused(all, "age-2-31", "Cache-Control: max-age=2147483648", "Age: 2147483648");
  }

  private static void heuristics(List<CacheCase> all) {
    for (int status : new int[] {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501}) {
      all.add(
          CacheCase.of("heuristic-" + status)
              .get()
              .origin(status, "Last-Modified: {now-86400}", "Date: {now+0}")
              .get()
              .hit());
    }
    for (int status : new int[] {201, 202, 302, 303, 307, 403, 500, 502, 503, 504, 599}) {
      all.add(
          CacheCase.of("heuristic-not-" + status)
              .get()
              .origin(status, "Last-Modified: {now-86400}", "Date: {now+0}")
              .get());
    }
    all.add(
        CacheCase.of("heuristic-public")
            .get()
            .origin(599, "Last-Modified: {now-86400}", "Date: {now+0}", "Cache-Control: public")
            .get()
            .hit());
    all.add(
        CacheCase.of("heuristic-a-tenth")
            .get()
            .origin("Last-Modified: {now-1000}", "Date: {now+0}")
            .later(95)
            .get()
            .hit()
            .later(10)
            .get());
    all.add(
        CacheCase.of("heuristic-at-most-a-day")
            .get()
            .origin("Last-Modified: {now-100000000}", "Date: {now+0}")
            .later(86_300)
            .get()
            .hit()
            .later(200)
            .get());
    notReused(all, "heuristic-future", "Last-Modified: {now+86400}", "Date: {now+0}");
  }

  private static void targeted(List<CacheCase> all) {
    reused(all, "cdn-max-age", "CDN-Cache-Control: max-age=60");
    reused(all, "cdn-max-age-huge", "CDN-Cache-Control: max-age=99999999999");
    notReused(all, "cdn-max-age-0", "CDN-Cache-Control: max-age=0", "Expires: {now+60}");
    notReused(all, "cdn-age", "CDN-Cache-Control: max-age=60", "Age: 120");
    reused(all, "cdn-extension", "CDN-Cache-Control: foo, max-age=60");
    reused(all, "cdn-expires", "CDN-Cache-Control: max-age=60", "Expires: {now-60}");
    reused(all, "cdn-longer", "CDN-Cache-Control: max-age=60", "Cache-Control: max-age=1");
    notReused(all, "cdn-shorter", "CDN-Cache-Control: max-age=1", "Cache-Control: max-age=60");
    notReused(all, "cdn-private", "CDN-Cache-Control: private", "Cache-Control: max-age=60");
    notReused(all, "cdn-no-store", "CDN-Cache-Control: no-store", "Cache-Control: max-age=60");
    notReused(all, "cdn-no-cache", "CDN-Cache-Control: no-cache", "Cache-Control: max-age=60");
    reused(all, "cdn-over-no-store", "CDN-Cache-Control: max-age=60", "Cache-Control: no-store");
    reused(all, "cdn-empty", "CDN-Cache-Control: ", "Cache-Control: max-age=60");
    reused(all, "cdn-false", "CDN-Cache-Control: max-age=60, no-store=?0");
    reused(all, "cdn-parameters", "CDN-Cache-Control: max-age=60;a=b;c");
    reused(all, "cdn-list", "CDN-Cache-Control: max-age=60, x=(a \"b\" 3);p");
    reused(all, "cdn-last-counts", "CDN-Cache-Control: max-age=1, max-age=60");
    for (String invalid :
        List.of(
            "type|max-age=60, &&&&",
            "string|max-age=\"60\"",
            "decimal|max-age=60.0",
            "space-before|max-age =60",
            "space-after|max-age= 60",
            "upper-case|MAX-AGE=60",
            "trailing-comma|max-age=60,",
            "no-store-value|no-store=1, max-age=60",
            "open-list|max-age=60, x=(a b",
            "open-string|max-age=60, x=\"a",
            "bytes|max-age=60, x=:!!:")) {
      String[] parts = invalid.split("\\|", -1);
      notReused(
          all,
          "cdn-ignored-" + parts[0],
          "CDN-Cache-Control: " + parts[1],
          "Cache-Control: no-store");
    }
    all.add(
        CacheCase.of("cdn-is-passed-on")
            .get()
            .origin("CDN-Cache-Control: max-age=60")
            .has("CDN-Cache-Control: max-age=60")
            .get()
            .hit()
            .has("CDN-Cache-Control: max-age=60"));
  }
}
