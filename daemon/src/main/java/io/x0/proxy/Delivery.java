package io.x0.proxy;

import io.x0.cache.CacheSettings;
import io.x0.cache.Conditions;
import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.ObjectCache;
import io.x0.cache.Part;
import io.x0.cache.Ranges;
import io.x0.cache.Ranges.Span;
import io.x0.cache.StoredResponse;
import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import io.x0.proxy.upstream.Upstream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stored response to one client: whole, in ranges, or as 304. Confined to the steps of its
 * request.
 */
final class Delivery {
  /** RFC 9110 §15.4.5. */
  private static final Set<String> OF_NOT_MODIFIED =
      Set.of(
          "cache-control",
          "cdn-cache-control",
          "content-location",
          "date",
          "etag",
          "expires",
          "vary",
          "via",
          "last-modified");

  /** Ranges together are composed in memory; more of them are not worth it. */
  private static final long MOST_COMPOSED_BYTES = 1 << 20;

  private static final String BOUNDARY = "x0-part-5f2c91ab7d3e";

  private final Exchange exchange;
  private final ClientSide client;
  private final Fields request;
  private final CacheSettings settings;
  private final ObjectCache cache;
  private final Rest rest;
  private final long purges;

  /** Asks a backend for what the cache had no room for. */
  interface Rest {
    Upstream.Body of(Head head, long position);
  }

  Delivery(
      Exchange exchange,
      ClientSide client,
      Fields request,
      CacheSettings settings,
      ObjectCache cache,
      Rest rest) {
    this.rest = rest;
    this.exchange = exchange;
    this.client = client;
    this.request = request;
    this.settings = settings;
    this.cache = cache;
    this.purges = cache.purges();
  }

  /** Gives a response that has just come; false if its body is gone. */
  boolean first(StoredResponse stored, CacheStatus status) {
    return give(stored, status, false);
  }

  /** Gives a response that was asked for by another request; false if its body is gone. */
  boolean again(StoredResponse stored, CacheStatus status) {
    return give(stored, status, true);
  }

  private boolean give(StoredResponse stored, CacheStatus status, boolean isReused) {
    CachedBody body = stored.body();
    if (!body.retain()) {
      return false;
    }
    try {
      client.answering();
      Head head = stored.head();
      if (Conditions.isNotModified(request, head)) {
        notModified(stored, body, status, isReused);
      } else {
        withBody(stored, body, status, isReused);
      }
      return true;
    } finally {
      body.release();
    }
  }

  private void notModified(
      StoredResponse stored, CachedBody body, CacheStatus status, boolean isReused) {
    Head head = stored.head();
    prepare(
        HttpStatus.NOT_MODIFIED_304,
        head.fields().where(line -> OF_NOT_MODIFIED.contains(lower(line))),
        head,
        status,
        isReused);
    long length = stored.part() == null ? length(head, body) : -1;
    if (length >= 0) {
      // Otherwise the server says 0, which is not what the 200 would say (RFC 9110 §8.6).
      fields().put(HttpHeader.CONTENT_LENGTH, length);
    }
    finish(null);
  }

  private static String lower(Fields.Line line) {
    return line.name().toLowerCase(java.util.Locale.ROOT);
  }

  private void withBody(
      StoredResponse stored, CachedBody body, CacheStatus status, boolean isReused) {
    Head head = stored.head();
    Part part = stored.part();
    long length = part == null ? length(head, body) : part.total();
    Optional<List<Span>> ranges =
        part == null
            ? ranges(head, length)
            : part.wanted(request, head, body.length()).map(List::of);
    if (ranges.isEmpty()) {
      prepare(head.status(), head.fields(), head, status, isReused);
      if (length >= 0) {
        fields().put(HttpHeader.CONTENT_LENGTH, length);
      }
      finish(isHead() ? null : StoredBody.whole(body, resumption(head)));
      return;
    }
    List<Span> spans = ranges.get();
    Fields others = head.fields().without(Set.of("content-length", "content-range"));
    if (spans.isEmpty()) {
      prepare(HttpStatus.RANGE_NOT_SATISFIABLE_416, others, head, status, isReused);
      fields().put(HttpHeader.CONTENT_RANGE, "bytes */" + length);
      fields().put(HttpHeader.CONTENT_LENGTH, 0L);
      finish(null);
    } else if (spans.size() == 1) {
      Span span = spans.get(0);
      prepare(HttpStatus.PARTIAL_CONTENT_206, others, head, status, isReused);
      fields().put(HttpHeader.CONTENT_RANGE, contentRange(span, length));
      fields().put(HttpHeader.CONTENT_LENGTH, span.length());
      long before = part == null ? 0 : part.first();
      Span inBody = new Span(span.first() - before, span.last() - before);
      finish(StoredBody.part(body, inBody, resumption(head)));
    } else {
      composed(spans, others, head, body, length, status, isReused);
    }
  }

  private void composed(
      List<Span> spans,
      Fields others,
      Head head,
      CachedBody body,
      long length,
      CacheStatus status,
      boolean isReused) {
    ByteBuffer parts = parts(spans, head.fields().first("Content-Type"), body, length);
    prepare(HttpStatus.PARTIAL_CONTENT_206, others, head, status, isReused);
    fields().put(HttpHeader.CONTENT_TYPE, "multipart/byteranges; boundary=" + BOUNDARY);
    fields().put(HttpHeader.CONTENT_LENGTH, parts.remaining());
    if (replaced()) {
      return;
    }
    exchange.response().write(true, parts, ended());
  }

  private static ByteBuffer parts(
      List<Span> spans, String contentType, CachedBody body, long length) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (Span span : spans) {
      out.writeBytes(
          ascii(
              "\r\n--"
                  + BOUNDARY
                  + (contentType.isEmpty() ? "" : "\r\nContent-Type: " + contentType)
                  + "\r\nContent-Range: "
                  + contentRange(span, length)
                  + "\r\n\r\n"));
      try (BodyReader reader = body.reader(span.first())) {
        long left = span.length();
        for (ByteBuffer next = reader.next(); next != null && left > 0; next = reader.next()) {
          byte[] bytes = new byte[(int) Math.min(left, next.remaining())];
          next.get(bytes);
          out.writeBytes(bytes);
          left -= bytes.length;
        }
      }
    }
    out.writeBytes(ascii("\r\n--" + BOUNDARY + "--\r\n"));
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String contentRange(Span span, long length) {
    return "bytes " + span.first() + "-" + span.last() + "/" + (length < 0 ? "*" : length);
  }

  /** Returns the length of the whole body, or -1 while nobody knows it. */
  private static long length(Head head, CachedBody body) {
    if (body.isComplete()) {
      return body.length();
    }
    String said = head.fields().first("Content-Length");
    return said.isEmpty() ? -1 : Long.parseLong(said);
  }

  private Optional<List<Span>> ranges(Head head, long length) {
    if (isHead()
        || head.status() != HttpStatus.OK_200
        || length < 0
        || !request.has("Range")
        || !Conditions.isRangeMeant(request, head)) {
      return Optional.empty();
    }
    return Ranges.of(request.joined("Range"), length)
        .filter(
            spans ->
                spans.size() < 2
                    || spans.stream().mapToLong(Span::length).sum() <= MOST_COMPOSED_BYTES);
  }

  private boolean isHead() {
    return HttpMethod.HEAD.is(exchange.request().getMethod());
  }

  private HttpFields.Mutable fields() {
    return exchange.response().getHeaders();
  }

  private void prepare(int code, Fields stored, Head head, CacheStatus status, boolean isReused) {
    Response response = exchange.response();
    response.setStatus(code);
    CacheFields.copy(isReused ? stored.without(Set.of("age")) : stored, response.getHeaders());
    if (isReused) {
      response.getHeaders().put(HttpHeader.AGE, head.age(cache.nowSeconds()));
    }
    tell(status);
  }

  /** Gives an answer straight from a backend. */
  void relay(
      HttpFields headers, Upstream.Body body, ResponseRelay.Observer observer, CacheStatus status) {
    client.answering();
    if (SentFile.isIn(headers, exchange)) {
      DiscardedBody.drain(body);
      tell(status);
      SentFile.send(exchange, client, status.status(), headers);
      return;
    }
    Response response = exchange.response();
    response.setStatus(status.status());
    exchange.headers().toClient(headers, response.getHeaders());
    tell(status);
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      body.fail(new EofException("the answer was replaced"));
      client.respond(instead);
      return;
    }
    client.relay(headers, body, observer);
  }

  /** Tells what the cache did (RFC 9211). */
  private void tell(CacheStatus status) {
    fields().add("Cache-Status", status.text(exchange.headers().pseudonym()));
    if (settings.lookupField()) {
      fields().put("X-Cache-Lookup", status.lookup());
    }
  }

  /** Returns for how many seconds more a response is fresh. */
  long ttl(Head head) {
    return head.lifetime(settings.defaultTtl().toSeconds()) - head.age(cache.nowSeconds());
  }

  private boolean replaced() {
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      client.respond(instead);
      return true;
    }
    client.addDirectorHeaders();
    exchange.applyAnswerEdits(fields());
    return false;
  }

  private void finish(@Nullable StoredBody body) {
    if (replaced()) {
      if (body != null) {
        body.close();
      }
      return;
    }
    if (body == null) {
      exchange.response().write(true, BufferUtil.EMPTY_BUFFER, ended());
    } else {
      new ResponseRelay(exchange.response(), body, new Relayed(body)).iterate();
    }
  }

  /** Only what has a strong tag can be gone on with elsewhere. */
  private StoredBody.Resumption resumption(Head head) {
    return position -> head.strongTag().isEmpty() ? null : rest.of(head, position);
  }

  private Callback ended() {
    return Callback.from(() -> client.end(null), client::end);
  }

  /** A HEAD refreshes what is stored for GET, or shows that it has changed (RFC 9111 §4.3.5). */
  void learnFromHead(String key, @Nullable StoredResponse stored, Head seen) {
    if (stored == null || seen.status() != HttpStatus.OK_200 || stored.part() != null) {
      return;
    }
    Fields answer =
        settings.storeCookies() ? seen.fields() : seen.fields().without(Set.of("set-cookie"));
    Fields known = stored.head().fields();
    boolean hasChanged =
        List.of("ETag", "Last-Modified").stream()
                .anyMatch(name -> answer.has(name) && !answer.first(name).equals(known.first(name)))
            || (answer.has("Content-Length")
                && !answer.first("Content-Length").equals(Long.toString(stored.body().length())));
    Head updated = stored.head().updatedBy(seen.with(answer)).stored();
    if (hasChanged || !updated.isStorable(request, settings)) {
      cache.remove(key, stored);
    } else {
      cache.replace(key, stored, stored.withHead(updated, request), purges);
    }
  }

  private final class Relayed implements ResponseRelay.Observer {
    private final StoredBody body;

    Relayed(StoredBody body) {
      this.body = body;
    }

    @Override
    public void onAnswered() {
      body.close();
      client.end(null);
    }

    @Override
    public void onBroken(Throwable cause) {
      body.close();
      if (cause instanceof Upstream.UpstreamException broken
          && !exchange.response().isCommitted()
          && client.gone() == null) {
        client.respond(broken.failure());
      } else {
        client.end(cause);
      }
    }
  }
}
