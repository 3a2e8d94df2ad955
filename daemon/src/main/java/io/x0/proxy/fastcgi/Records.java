package io.x0.proxy.fastcgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes the records of one request. There is one request on a connection at a time, so its number
 * is always 1. Stateless.
 */
public final class Records {
  static final int VERSION = 1;
  static final int REQUEST_ID = 1;
  static final int HEADER_BYTES = 8;
  static final int MAX_CONTENT_BYTES = 65535;

  /** Room for content that keeps what follows aligned without padding. */
  public static final int FULL_CONTENT_BYTES = 65528;

  private static final int RESPONDER = 1;
  private static final int KEEP_CONNECTION = 1;
  private static final int LONG_LENGTH = 128;

  private Records() {}

  /** Returns how a request begins: everything but the body. */
  public static ByteBuffer begin(Map<String, String> params, boolean keepConnection) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    header(out, RecordType.BEGIN_REQUEST, 8, 0);
    out.writeBytes(
        new byte[] {0, RESPONDER, (byte) (keepConnection ? KEEP_CONNECTION : 0), 0, 0, 0, 0, 0});
    byte[] encoded = encode(params);
    for (int from = 0; from < encoded.length; from += FULL_CONTENT_BYTES) {
      int length = Math.min(FULL_CONTENT_BYTES, encoded.length - from);
      int padding = padding(length);
      header(out, RecordType.PARAMS, length, padding);
      out.write(encoded, from, length);
      out.writeBytes(new byte[padding]);
    }
    header(out, RecordType.PARAMS, 0, 0);
    return ByteBuffer.wrap(out.toByteArray());
  }

  /**
   * Returns what precedes {@code length} bytes of the body, at most {@link #FULL_CONTENT_BYTES}.
   */
  public static ByteBuffer bodyHeader(int length) {
    return header(RecordType.STDIN, length);
  }

  /** Returns what follows {@code length} bytes of the body. */
  public static ByteBuffer bodyPadding(int length) {
    return ByteBuffer.wrap(new byte[padding(length)]);
  }

  /** Returns the end of the body. */
  public static ByteBuffer bodyEnd() {
    return header(RecordType.STDIN, 0);
  }

  /** Returns the wish that the backend gives up. */
  public static ByteBuffer abort() {
    return header(RecordType.ABORT_REQUEST, 0);
  }

  private static ByteBuffer header(RecordType type, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(HEADER_BYTES);
    header(out, type, length, padding(length));
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static void header(ByteArrayOutputStream out, RecordType type, int length, int padding) {
    out.write(VERSION);
    out.write(type.code);
    out.write(0);
    out.write(REQUEST_ID);
    out.write(length >> 8);
    out.write(length);
    out.write(padding);
    out.write(0);
  }

  private static int padding(int length) {
    return -length & 7;
  }

  private static byte[] encode(Map<String, String> params) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    params.forEach(
        (name, value) -> {
          byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
          byte[] valueBytes = value.getBytes(StandardCharsets.ISO_8859_1);
          length(out, nameBytes.length);
          length(out, valueBytes.length);
          out.writeBytes(nameBytes);
          out.writeBytes(valueBytes);
        });
    return out.toByteArray();
  }

  private static void length(ByteArrayOutputStream out, int length) {
    if (length < LONG_LENGTH) {
      out.write(length);
    } else {
      out.writeBytes(ByteBuffer.allocate(4).putInt(length | 0x80000000).array());
    }
  }
}
