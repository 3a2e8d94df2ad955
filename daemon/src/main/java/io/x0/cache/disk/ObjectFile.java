package io.x0.cache.disk;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.Labels;
import io.x0.cache.SecondTier.Variant;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One stored response as a file. Immutable.
 *
 * <pre>
 *   magic 4 | length of the head 4 | length of the body 8 | number 8 | CRC-32C of these and the head 4
 *   when it was declared stale 8 | CRC-32C of the number and this 4
 *   head: director, key, URL, status, times, fields, values that chose it
 *   body
 *   CRC-32C of the number and the body 4
 * </pre>
 *
 * <p>Nothing is flushed: a file that a crash left half is found by its length or its sums. The
 * number is in all of them, so that no part of another file passes for one of this.
 *
 * @param number its own, larger than those of all files written before
 * @param director whose it is
 * @param key under which it is stored
 * @param url that it answers; empty if nobody said
 * @param head its head
 * @param values the values of the request fields that chose it
 * @param bodyBytes the length of its body
 * @param purgedSeconds when it was declared stale, or {@link StoredResponse#NEVER}
 */
record ObjectFile(
    long number,
    String director,
    String key,
    String url,
    Head head,
    List<String> values,
    long bodyBytes,
    long purgedSeconds) {
  private static final int MAGIC = 0x78306332;
  private static final int SUM_BYTES = 4;
  private static final int SUMMED_BYTES = 24;
  private static final int PURGED_AT = SUMMED_BYTES + SUM_BYTES;
  private static final int FIXED_BYTES = PURGED_AT + 8 + SUM_BYTES;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What a head can take: fields are bounded where they are received, keys are made of them. */
  private static final int MOST_HEAD_BYTES = 4 << 20;

  ObjectFile {
    values = List.copyOf(values);
  }

  static ObjectFile of(long number, String director, String key, StoredResponse response) {
    return new ObjectFile(
        number,
        director,
        key,
        response.labels().url(),
        response.head(),
        response.variant(),
        response.body().length(),
        response.purgedSeconds());
  }

  Variant variant() {
    return new Variant(Vary.of(head.fields()), values);
  }

  Labels labels() {
    return Labels.of(url.equals(key) ? key : url, head.fields());
  }

  /** Returns about how many bytes its file has. */
  long about() {
    long texts = (long) director.length() + key.length() + url.length();
    for (Fields.Line line : head.fields()) {
      texts += 8L + line.name().length() + line.value().length();
    }
    for (String value : values) {
      texts += 4L + value.length();
    }
    return texts + bodyBytes + FIXED_BYTES + SUM_BYTES;
  }

  /** Returns the same, declared stale since a moment. */
  ObjectFile purged(long seconds) {
    return new ObjectFile(number, director, key, url, head, values, bodyBytes, seconds);
  }

  /** Returns the response with a body that was read for it, stale since a moment. */
  StoredResponse response(CachedBody body, long purged) {
    StoredResponse response =
        new StoredResponse(head, Vary.of(head.fields()), values, body).at(url);
    return purged == StoredResponse.NEVER ? response : response.purged(purged);
  }

  /** Writes it with a body that is complete; returns how many bytes that were. */
  long write(FileChannel channel, CachedBody body) throws IOException {
    byte[] headBytes = Encoding.bytes(this::writeHead);
    ByteBuffer front = ByteBuffer.allocate(FIXED_BYTES + headBytes.length);
    front.putInt(MAGIC).putInt(headBytes.length).putLong(bodyBytes).putLong(number);
    front.putInt(headSum(front.array(), headBytes));
    front.put(purged(number, purgedSeconds)).put(headBytes).flip();
    Encoding.writeAll(channel, front);
    CRC32C sum = bodySum(number);
    long written = 0;
    try (BodyReader reader = body.reader(0)) {
      for (ByteBuffer bytes = reader.next(); bytes != null; bytes = reader.next()) {
        sum.update(bytes.duplicate());
        written += bytes.remaining();
        Encoding.writeAll(channel, bytes);
      }
    }
    if (written != bodyBytes) {
      throw new IOException("a body of " + bodyBytes + " bytes has " + written);
    }
    Encoding.writeAll(channel, ByteBuffer.allocate(SUM_BYTES).putInt((int) sum.getValue()).flip());
    return channel.position();
  }

  /** Notes in a file when it was declared stale. */
  static void declareStale(FileChannel channel, long number, long seconds) throws IOException {
    ByteBuffer bytes = purged(number, seconds);
    long at = PURGED_AT;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private static ByteBuffer purged(long number, long seconds) {
    return ByteBuffer.allocate(8 + SUM_BYTES)
        .putLong(seconds)
        .putInt(purgedSum(number, seconds))
        .flip();
  }

  /** Reads all but the body; null if the file is not whole. */
  static @Nullable ObjectFile read(FileChannel channel) throws IOException {
    ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES);
    if (!Encoding.readAll(channel, fixed) || fixed.getInt(0) != MAGIC) {
      return null;
    }
    int headLength = fixed.getInt(4);
    long bodyLength = fixed.getLong(8);
    long number = fixed.getLong(16);
    long purged = fixed.getLong(PURGED_AT);
    if (headLength < 0
        || headLength > MOST_HEAD_BYTES
        || bodyLength < 0
        || channel.size() - FIXED_BYTES - headLength - SUM_BYTES != bodyLength
        || purgedSum(number, purged) != fixed.getInt(PURGED_AT + 8)) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(headLength);
    if (!Encoding.readAll(channel, head)
        || headSum(fixed.array(), head.array()) != fixed.getInt(SUMMED_BYTES)) {
      return null;
    }
    return parse(number, head.flip(), bodyLength, purged);
  }

  /** What became of reading a body. */
  enum BodyResult {
    INTACT,
    DAMAGED,
    /** There is no memory for it. */
    NO_ROOM
  }

  /** Reads the body, where {@link #read} has left the channel. */
  BodyResult readBody(FileChannel channel, CachedBody body) throws IOException {
    CRC32C sum = bodySum(number);
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, bodyBytes));
    for (long left = bodyBytes; left > 0; left -= buffer.capacity()) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      if (!Encoding.readAll(channel, buffer)) {
        return BodyResult.DAMAGED;
      }
      sum.update(buffer.flip().duplicate());
      if (!body.append(buffer)) {
        return BodyResult.NO_ROOM;
      }
    }
    ByteBuffer written = ByteBuffer.allocate(SUM_BYTES);
    return Encoding.readAll(channel, written) && written.getInt(0) == (int) sum.getValue()
        ? BodyResult.INTACT
        : BodyResult.DAMAGED;
  }

  private static int headSum(byte[] fixed, byte[] head) {
    CRC32C sum = new CRC32C();
    sum.update(fixed, 0, SUMMED_BYTES);
    sum.update(head);
    return (int) sum.getValue();
  }

  private static int purgedSum(long number, long seconds) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(16).putLong(number).putLong(seconds).flip());
    return (int) sum.getValue();
  }

  private static CRC32C bodySum(long number) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(8).putLong(number).flip());
    return sum;
  }

  private void writeHead(DataOutputStream out) throws IOException {
    Encoding.text(out, director);
    Encoding.text(out, key);
    Encoding.text(out, url);
    out.writeInt(head.status());
    out.writeLong(head.requestSeconds());
    out.writeLong(head.responseSeconds());
    List<String> lines = new ArrayList<>();
    for (Fields.Line line : head.fields()) {
      lines.add(line.name());
      lines.add(line.value());
    }
    Encoding.texts(out, lines);
    Encoding.texts(out, values);
  }

  private static @Nullable ObjectFile parse(
      long number, ByteBuffer in, long bodyBytes, long purged) {
    try {
      String director = Encoding.text(in);
      String key = Encoding.text(in);
      String url = Encoding.text(in);
      int status = in.getInt();
      long requestSeconds = in.getLong();
      long responseSeconds = in.getLong();
      Fields fields = Fields.of(Encoding.texts(in).toArray(String[]::new));
      Head head = new Head(status, fields, requestSeconds, responseSeconds);
      List<String> values = Encoding.texts(in);
      boolean isWhole = !in.hasRemaining() && Vary.of(fields).names().size() == values.size();
      return isWhole
          ? new ObjectFile(number, director, key, url, head, values, bodyBytes, purged)
          : null;
    } catch (BufferUnderflowException e) {
      // Its sum was right: another version has written it.
      return null;
    }
  }
}
