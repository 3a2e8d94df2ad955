package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** Which answer a request gets of several (RFC 9111 §2, §4.1). Stateless. */
final class VaryCases {
  private static final String FRESH = "Cache-Control: max-age=3600";

  private VaryCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    keys(all);
    selection(all);
    normalisation(all);
    languages(all);
    return all;
  }

  private static void keys(List<CacheCase> all) {
    all.add(CacheCase.of("key-query").get().at("?a=1").origin(FRESH).get().at("?a=2"));
    all.add(CacheCase.of("key-same-query").get().at("?a=1").origin(FRESH).get().at("?a=1").hit());
    all.add(CacheCase.of("key-no-query").get().at("?").origin(FRESH).get().at("?a"));
    all.add(CacheCase.of("key-order").get().at("?a=1&b=2").origin(FRESH).get().at("?b=2&a=1"));
    all.add(CacheCase.of("key-semicolon").get().at("?a=1;b=2").origin(FRESH).get().at("?a=1&b=2"));
    all.add(CacheCase.of("key-case").get().at("/Path").origin(FRESH).get().at("/path"));
    all.add(CacheCase.of("key-encoding").get().at("/%41").origin(FRESH).get().at("/A"));
    all.add(CacheCase.of("key-slash").get().at("/a").origin(FRESH).get().at("/a/"));
  }

  private static void same(List<CacheCase> all, String id, String vary, String[] a, String[] b) {
    all.add(CacheCase.of(id).get(a).origin(FRESH, "Vary: " + vary).get(b).hit());
  }

  private static void other(List<CacheCase> all, String id, String vary, String[] a, String[] b) {
    all.add(CacheCase.of(id).get(a).origin(FRESH, "Vary: " + vary).get(b));
  }

  private static String[] with(String... fields) {
    return fields;
  }

  private static void selection(List<CacheCase> all) {
    same(all, "vary-match", "Foo", with("Foo: 1"), with("Foo: 1"));
    other(all, "vary-no-match", "Foo", with("Foo: 1"), with("Foo: 2"));
    other(all, "vary-omitted-then", "Foo", with(), with("Foo: 1"));
    other(all, "vary-omitted-now", "Foo", with("Foo: 1"), with());
    other(all, "vary-empty-is-not-absent", "Foo", with(), with("Foo:"));
    same(all, "vary-case-of-names", "fOO", with("Foo: 1"), with("FOO: 1"));
    other(all, "vary-case-of-values", "Foo", with("Foo: a"), with("Foo: A"));
    same(all, "vary-others-do-not-count", "Foo", with("Foo: 1", "X: 2"), with("Foo: 1", "X: 3"));
    same(all, "vary-two", "Foo, Bar", with("Foo: 1", "Bar: a"), with("Bar: a", "Foo: 1"));
    other(
        all,
        "vary-two-one-differs",
        "Foo, Bar",
        with("Foo: 1", "Bar: a"),
        with("Foo: 1", "Bar: b"));
    other(all, "vary-two-one-omitted", "Foo, Bar", with("Foo: 1", "Bar: a"), with("Foo: 1"));
    same(
        all,
        "vary-three-one-absent",
        "Foo, Bar, Baz",
        with("Foo: 1", "Baz: 7"),
        with("Foo: 1", "Baz: 7"));
    other(
        all,
        "vary-three-swapped",
        "Foo, Bar, Baz",
        with("Foo: 1", "Bar: 2", "Baz: 3"),
        with("Foo: 1", "Bar: 3", "Baz: 2"));
    all.add(
        CacheCase.of("vary-two-lines")
            .get("Foo: 1", "Bar: 2")
            .origin(FRESH, "Vary: Foo", "Vary: Bar")
            .get("Foo: 1", "Bar: 3"));
    for (String star : List.of("*", "*, *", ", *", "*, Foo", "Foo, *")) {
      other(
          all,
          "vary-star-" + star.replace(", ", "-").replace("*", "s"),
          star,
          with("Foo: 1"),
          with("Foo: 1"));
    }
    all.add(
        CacheCase.of("vary-star-on-a-second-line")
            .get("Foo: 1")
            .origin(FRESH, "Vary: ", "Vary: *")
            .get("Foo: 1"));
    all.add(
        CacheCase.of("vary-several-variants")
            .get("Foo: 1")
            .origin(FRESH, "Vary: Foo")
            .get("Foo: 2")
            .origin(FRESH, "Vary: Foo")
            .has("Cache-Status: ~fwd=vary-miss")
            .get()
            .origin(FRESH, "Vary: Foo")
            .get("Foo: 1")
            .hitOf(1)
            .get("Foo: 2")
            .hitOf(2)
            .get()
            .hitOf(3));
    all.add(
        CacheCase.of("vary-of-the-most-recent")
            .get("Foo: 1", "Bar: 1")
            .origin(FRESH, "Vary: Foo", "Date: {now-100}")
            .get("Foo: 2", "Bar: 1")
            .origin(FRESH, "Vary: Bar", "Date: {now-50}")
            .get("Foo: 1", "Bar: 1")
            .hitOf(2));
  }

  private static void normalisation(List<CacheCase> all) {
    same(all, "vary-space-around-commas", "Foo", with("Foo: 1,2"), with("Foo:  1 ,\t2 "));
    same(all, "vary-lines-are-a-list", "Foo", with("Foo: 1, 2"), with("Foo: 1", "Foo: 2"));
    other(all, "vary-order-counts", "Foo", with("Foo: 1, 2"), with("Foo: 2, 1"));
    other(all, "vary-space-within-quotes", "Foo", with("Foo: \"a, b\""), with("Foo: \"a,b\""));
    other(all, "vary-space-within-values", "Foo", with("Foo: a b"), with("Foo: a  b"));
    String coding = "Accept-Encoding: ";
    same(
        all,
        "vary-coding-order",
        "Accept-Encoding",
        with(coding + "gzip, br"),
        with(coding + "br, gzip"));
    same(all, "vary-coding-case", "Accept-Encoding", with(coding + "gzip"), with(coding + "GZIP"));
    same(
        all,
        "vary-coding-weight",
        "Accept-Encoding",
        with(coding + "gzip;q=1.0"),
        with(coding + "gzip"));
    other(
        all,
        "vary-coding-weights-count",
        "Accept-Encoding",
        with(coding + "gzip;q=0"),
        with(coding + "gzip"));
    other(all, "vary-coding-other", "Accept-Encoding", with(coding + "gzip"), with(coding + "br"));
  }

  private static void languages(List<CacheCase> all) {
    String vary = "Accept-Language";
    String likes = "Accept-Language: ";
    same(all, "vary-language-order", vary, with(likes + "en, de"), with(likes + "de, en"));
    same(all, "vary-language-case", vary, with(likes + "en, de"), with(likes + "eN, De"));
    same(all, "vary-language-space", vary, with(likes + "en, de"), with(likes + " en ,   de"));
    same(all, "vary-language-weight", vary, with(likes + "en;q=0.5"), with(likes + "en; q=0.50"));
    other(all, "vary-language-other", vary, with(likes + "en"), with(likes + "de"));
    all.add(
        language("vary-language-best", "de", "fr;q=0.5, de;q=1.0")
            .hit()
            .has("Content-Language: de"));
    all.add(language("vary-language-best-of-a-region", "de-CH", "de, fr;q=0.5").hit());
    all.add(language("vary-language-not-best", "de", "fr, de;q=0.5"));
    all.add(language("vary-language-not-sure", "de", "fr, de"));
    all.add(language("vary-language-any", "de", "*"));
    all.add(language("vary-language-refused", "de", "de;q=0"));
    all.add(language("vary-language-bad-weight", "de", "de;q=2"));
  }

  private static CacheCase language(String id, String of, String liked) {
    return CacheCase.of(id)
        .get("Accept-Language: en, de")
        .origin(FRESH, "Vary: Accept-Language", "Content-Language: " + of)
        .get("Accept-Language: " + liked);
  }
}
