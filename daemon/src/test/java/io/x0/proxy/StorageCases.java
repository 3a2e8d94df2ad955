package io.x0.proxy;

import java.util.ArrayList;
import java.util.List;

/** What is stored of an answer, and what origins do (RFC 9111 §3, §3.1). Stateless. */
final class StorageCases {
  private static final String FRESH = "Cache-Control: max-age=3600";

  private StorageCases() {}

  static List<CacheCase> all() {
    List<CacheCase> all = new ArrayList<>();
    for (String field :
        List.of(
            "Test-Header: a,  b ;c",
            "X-Test-Header: \"quoted, \\\" text\"",
            "Content-Foo: x",
            "Content-Encoding: x-unknown",
            "Content-Language: de, en",
            "Content-Location: /foo",
            "Content-MD5: N7UdGUp1E+RbVvZSTy1R8g==",
            "Content-Range: something",
            "Content-Security-Policy: default-src 'self' cdn.example.com",
            "Content-Type: text/plain;charset=utf-8",
            "Content-Disposition: attachment; filename=\"a.txt\"",
            "Clear-Site-Data: cookies",
            "ETag: \"ghijkl\"",
            "Expires: Mon, 11 Jan 2038 11:11:11 GMT",
            "Last-Modified: Mon, 11 Jan 1999 11:11:11 GMT",
            "Link: </a>; rel=preload",
            "Location: /elsewhere",
            "Pragma: x",
            "Public-Key-Pins: x",
            "Retry-After: 120",
            "Server: origin/1 (x)",
            "Set-Cookie2: a=c",
            "Surrogate-Control: x",
            "Strict-Transport-Security: max-age=1",
            "Warning: 199 - \"x\"",
            "WWW-Authenticate: Basic realm=\"x\"",
            "X-Frame-Options: sameorigin",
            "X-XSS-Protection: 1; mode=block",
            "Date: Mon, 11 Jan 2038 11:11:11 GMT")) {
      all.add(
          CacheCase.of("stores-" + field.substring(0, field.indexOf(':')))
              .get()
              .origin(FRESH, field)
              .has(field)
              .get()
              .hit()
              .has(field));
    }
    for (String name :
        List.of(
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authentication-Info",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Upgrade")) {
      all.add(
          CacheCase.of("drops-" + name)
              .get()
              .origin(FRESH, name + ": x-value")
              .lacks(name + ": x-value")
              .get()
              .hit()
              .lacks(name + ": x-value"));
    }
    all.add(
        CacheCase.of("drops-what-connection-names")
            .get()
            .origin(FRESH, "Connection: a, B", "A: 1", "b: 2", "C: 3")
            .get()
            .hit()
            .has("C: 3")
            .lacks("A", "B"));
    all.add(
        CacheCase.of("stores-every-line-of-a-field")
            .get()
            .origin(FRESH, "X-A: 1", "X-A: 2")
            .get()
            .hit()
            .has("X-A: 1", "X-A: 2"));
    all.add(
        CacheCase.of("adds-a-date-where-there-is-none")
            .get()
            .origin(FRESH)
            .get()
            .hit()
            .has("Date"));
    all.add(
        CacheCase.of("keeps-the-date")
            .get()
            .origin(FRESH, "Date: {now-5}")
            .get()
            .hit()
            .has("Date: {now-5}"));
    framing(all);
    return all;
  }

  private static void framing(List<CacheCase> all) {
    all.add(
        CacheCase.of("body-in-chunks-with-trailers")
            .get()
            .raw(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n"
                    + "Trailer: X-T\r\n\r\n5\r\nhello\r\n0\r\nX-T: t\r\n\r\n")
            .body("hello")
            .get()
            .hit()
            .body("hello")
            .has("Content-Length: 5")
            .lacks("X-T", "Trailer", "Transfer-Encoding"));
    all.add(
        CacheCase.of("body-to-the-end-of-the-connection")
            .get()
            .raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nConnection: close\r\n\r\nhello")
            .body("hello")
            .get()
            .hit()
            .body("hello"));
    all.add(
        CacheCase.of("body-longer-than-its-length")
            .get()
            .raw(
                "HTTP/1.1 200 OK\r\n"
                    + "Cache-Control: max-age=60\r\n"
                    + "Content-Length: 5\r\n\r\n"
                    + "hello all")
            .body("hello")
            .get()
            .hit()
            .body("hello"));
    all.add(
        CacheCase.of("body-in-an-unknown-coding-is-refused")
            .get()
            .raw(
                "HTTP/1.1 200 OK\r\n"
                    + "Cache-Control: max-age=60\r\n"
                    + "Transfer-Encoding: x-odd\r\n\r\n"
                    + "hello")
            .stale()
            .status(502)
            .get()
            .origin(FRESH));
    all.add(
        CacheCase.of("body-of-nothing")
            .get()
            .origin(FRESH)
            .content("")
            .get()
            .hit()
            .body("")
            .has("Content-Length: 0"));
    all.add(
        CacheCase.of("body-too-large")
            .setting("cache-max-object-size", "4")
            .get()
            .origin(FRESH)
            .content("hello")
            .get());
    all.add(
        CacheCase.of("interim-answer-is-not-stored")
            .get()
            .raw(
                "HTTP/1.1 103 Early Hints\r\n"
                    + "X-Hint: h\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\n"
                    + "Cache-Control: max-age=60\r\n"
                    + "Content-Length: 5\r\n\r\n"
                    + "hello")
            .body("hello")
            .get()
            .hit()
            .body("hello")
            .lacks("X-Hint"));
  }
}
