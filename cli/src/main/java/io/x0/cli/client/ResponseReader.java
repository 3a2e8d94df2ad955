package io.x0.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one HTTP/1.1 response (RFC 9112) with limits on everything a peer could make endless.
 * Confined to one thread.
 */
final class ResponseReader {
  private static final int MAX_INTERIM = 16;

  private final ByteSource source;
  private final int maxBodyBytes;

  ResponseReader(ReadableByteChannel channel, int maxBodyBytes) {
    this(new ByteSource(channel), maxBodyBytes);
  }

  private ResponseReader(ByteSource source, int maxBodyBytes) {
    this.source = source;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Returns the response whose head was read already. */
  static Response rest(ResponseHead head, ByteSource source, int maxBodyBytes) throws IOException {
    ResponseReader reader = new ResponseReader(source, maxBodyBytes);
    return reader.response(head);
  }

  /**
   * Returns the next final response.
   *
   * @throws MalformedResponseException if the bytes are none, or more than the limits allow
   */
  Response read() throws IOException {
    if (source.isAtEnd()) {
      throw new MalformedResponseException("it is empty");
    }
    for (int i = 0; i < MAX_INTERIM; i++) {
      ResponseHead head = ResponseHead.read(source);
      if (head.status() >= 200) {
        return response(head);
      }
    }
    throw new MalformedResponseException("too many interim responses");
  }

  private Response response(ResponseHead head) throws IOException {
    return new Response(head.status(), text(body(head)), head.retryAfterSeconds());
  }

  private byte[] body(ResponseHead head) throws IOException {
    if (head.status() == 204 || head.status() == 304) {
      return new byte[0];
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.isChunked()) {
      chunks(body);
    } else if (head.contentLength() >= 0) {
      take(head.contentLength(), body);
    } else if (source.move(maxBodyBytes + 1L, body) > maxBodyBytes) {
      throw tooLong();
    }
    return body.toByteArray();
  }

  private void chunks(ByteArrayOutputStream body) throws IOException {
    LineReader lines = new LineReader(source);
    for (long size = chunkSize(lines.next()); size > 0; size = chunkSize(lines.next())) {
      take(size, body);
      if (!lines.next().isEmpty()) {
        throw new MalformedResponseException("a chunk is longer than it says");
      }
      lines = new LineReader(source);
    }
    while (!lines.next().isEmpty()) {
      // Trailers carry nothing for us.
    }
  }

  /** Returns the size in the first line of a chunk. */
  static long chunkSize(String line) throws MalformedResponseException {
    int extension = line.indexOf(';');
    String digits = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (digits.isEmpty() || digits.length() > 8) {
      throw new MalformedResponseException("a chunk without a size");
    }
    long size = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0) {
        throw new MalformedResponseException("a chunk without a size");
      }
      size = size * 16 + digit;
    }
    return size;
  }

  private void take(long count, ByteArrayOutputStream body) throws IOException {
    if (count > maxBodyBytes - body.size()) {
      throw tooLong();
    }
    if (source.move(count, body) < count) {
      throw new MalformedResponseException("it ends too early");
    }
  }

  private MalformedResponseException tooLong() {
    return new MalformedResponseException("longer than " + maxBodyBytes + " bytes");
  }

  private static String text(byte[] body) throws MalformedResponseException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedResponseException("not UTF-8");
    }
  }
}
