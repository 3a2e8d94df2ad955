package io.x0.proxy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2 in the terms of HTTP/1.1: its authority is the field {@code Host}, its
 * cookies are one field, it is known whether a body follows, and a body has the length that was
 * declared. Thread-safe like the request: reads are serial.
 */
final class Http2Request extends Request.Wrapper {
  private final HttpFields fields;
  private final boolean isEmpty;

  /** What came of the body with the head. */
  private final AtomicReference<Content.@Nullable Chunk> first = new AtomicReference<>();

  private long bytes;

  Http2Request(Request request) {
    super(request);
    HttpFields received = inOneCookie(request.getHeaders());
    String authority = request.getHttpURI().getAuthority();
    fields =
        authority == null || received.contains(HttpHeader.HOST)
            ? received
            : HttpFields.build().put(HttpHeader.HOST, authority).add(received).asImmutable();
    // Whoever waits to be told to go on has a body; to read it now would be to tell.
    Content.Chunk chunk = received.contains(HttpHeader.EXPECT) ? null : request.read();
    first.set(chunk);
    isEmpty =
        chunk != null && !Content.Chunk.isFailure(chunk) && chunk.isLast() && !chunk.hasRemaining();
    Request.addCompletionListener(request, failure -> forget());
  }

  /** RFC 9113 §8.2.3: in HTTP/1.1 all cookies are in one field. */
  private static HttpFields inOneCookie(HttpFields received) {
    List<String> crumbs = received.getValuesList(HttpHeader.COOKIE);
    return crumbs.size() < 2
        ? received
        : HttpFields.build(received)
            .put(HttpHeader.COOKIE, String.join("; ", crumbs))
            .asImmutable();
  }

  private void forget() {
    Content.Chunk unread = first.getAndSet(null);
    if (unread != null) {
      unread.release();
    }
  }

  /** Returns whether it has no body although it declares one. */
  boolean lacksBody() {
    return isEmpty && super.getLength() > 0;
  }

  @Override
  public HttpFields getHeaders() {
    return fields;
  }

  /** Who declares no bytes and does not end with the head may still send some: that is unknown. */
  @Override
  public long getLength() {
    long declared = declared();
    return declared == 0 && !isEmpty ? -1 : declared;
  }

  private long declared() {
    return isEmpty ? 0 : super.getLength();
  }

  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk begun = first.getAndSet(null);
    Content.Chunk chunk = begun == null ? super.read() : begun;
    if (chunk == null || Content.Chunk.isFailure(chunk)) {
      return chunk;
    }
    bytes += chunk.remaining();
    long declared = declared();
    if (!chunk.isLast() || declared < 0 || bytes == declared) {
      return chunk;
    }
    chunk.release();
    return Content.Chunk.from(
        new HttpException.RuntimeException(
            HttpStatus.BAD_REQUEST_400, "the body is not as long as declared"),
        true);
  }
}
