package io.x0.proxy.upstream.http1;

import io.x0.proxy.upstream.Upstream.Outgoing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpTokens;

/**
 * Writes the heads of requests, one after the other, into bytes that it keeps (RFC 9112 §3, §5).
 * Confined to the attempt that has its connection.
 *
 * <p>Whatever a field contains, it cannot end its line: what must not stand in it becomes a
 * question mark.
 */
final class RequestHead {
  /** A head that was larger is not worth keeping its memory. */
  private static final int KEPT_BYTES = 4096;

  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] HOST = ascii("Host: ");
  private static final byte[] NAME_END = ascii(": ");
  private static final byte[] LINE_END = ascii("\r\n");

  private byte[] bytes = new byte[512];
  private int size;

  /**
   * Begins the head of a request: all of it but what frames the body.
   *
   * @param introduction what precedes it on a connection that serves no other; empty on others
   * @throws IllegalArgumentException if the method or the target cannot be sent
   */
  void begin(Outgoing request, byte[] introduction) {
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[KEPT_BYTES];
    }
    size = 0;
    put(introduction);
    word("method", request.method());
    put((byte) ' ');
    word("target", request.target());
    put(VERSION);
    boolean hasHost = false;
    for (HttpField field : request.headers()) {
      hasHost |= field.getHeader() == HttpHeader.HOST;
      field(field);
    }
    if (introduction.length > 0) {
      put(CLOSE);
    }
    if (!hasHost) {
      put(HOST);
      value(request.url().isUnix() ? "localhost" : request.url().authority());
      put(LINE_END);
    }
  }

  /** Returns the head of a request without a body; it is valid until the next begins. */
  ByteBuffer end(String method) {
    // RFC 9110 §8.6: where a body could have been expected, one says that there is none.
    if (HttpMethod.POST.is(method) || HttpMethod.PUT.is(method) || HttpMethod.PATCH.is(method)) {
      length(0);
    }
    return end();
  }

  /**
   * Returns the head of a request with a body; it is valid until the next begins.
   *
   * @param length of the body in bytes, or -1 when it is not known
   */
  ByteBuffer end(long length) {
    if (length < 0) {
      put(CHUNKED);
    } else {
      length(length);
    }
    return end();
  }

  /** Returns the trailer fields of a body in chunks, with the line that ends it. */
  ByteBuffer trailers(HttpFields fields) {
    size = 0;
    fields.forEach(this::field);
    return end();
  }

  private ByteBuffer end() {
    put(LINE_END);
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void length(long length) {
    put(CONTENT_LENGTH);
    value(Long.toString(length));
    put(LINE_END);
  }

  private void field(HttpField field) {
    HttpHeader known = field.getHeader();
    if (known != null) {
      put(known.getBytesColonSpace());
    } else {
      int start = size;
      latin1(field.getName());
      for (int i = start; i < size; i++) {
        HttpTokens.Token token = HttpTokens.TOKENS[bytes[i] & 0xff];
        if (token == null || !isNameToken(token)) {
          bytes[i] = '?';
        }
      }
      put(NAME_END);
    }
    String value = field.getValue();
    if (value != null) {
      value(value);
    }
    put(LINE_END);
  }

  private static boolean isNameToken(HttpTokens.Token token) {
    return switch (token.getType()) {
      case ALPHA, DIGIT, TCHAR -> true;
      default -> false;
    };
  }

  private void value(String text) {
    int start = size;
    latin1(text);
    for (int i = start; i < size; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        bytes[i] = '?';
      }
    }
  }

  /** A character that does not belong there would end the word, and begin something else. */
  private void word(String what, String text) {
    int start = size;
    latin1(text);
    for (int i = start; i < size; i++) {
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        throw new IllegalArgumentException(what + ": it has a character that cannot be sent");
      }
    }
    if (start == size) {
      throw new IllegalArgumentException(what + ": it is empty");
    }
  }

  // The bytes are the low halves of the characters, in one copy; those that matter are checked.
  @SuppressWarnings("deprecation")
  private void latin1(String text) {
    int length = text.length();
    reserve(length);
    text.getBytes(0, length, bytes, size);
    size += length;
  }

  private void put(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  private void put(byte one) {
    reserve(1);
    bytes[size++] = one;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
