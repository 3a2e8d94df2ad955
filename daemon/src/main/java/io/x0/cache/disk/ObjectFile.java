package io.x0.cache.disk;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One stored response as a file. Immutable.
 *
 * <pre>
 *   magic 4 | length of the head 4 | length of the body 8 | CRC-32C of these and the head 4
 *   head: director, key, URL, status, times, fields, variant
 *   body
 *   CRC-32C of the body 4
 * </pre>
 *
 * <p>Nothing is flushed to the disk: a file that a crash left half is found by its length or its
 * sums, and is no file then.
 *
 * @param director whose it is
 * @param key under which it is stored
 * @param url that it answers; empty if nobody said
 * @param head its head
 * @param variant the values of the request fields that chose it
 * @param bodyBytes the length of its body
 */
record ObjectFile(
    String director, String key, String url, Head head, List<String> variant, long bodyBytes) {
  private static final int MAGIC = 0x78306331;
  private static final int FIXED_BYTES = 20;
  private static final int SUM_BYTES = 4;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What a head can take: fields are bounded where they are received, keys are made of them. */
  private static final int MOST_HEAD_BYTES = 4 << 20;

  ObjectFile {
    variant = List.copyOf(variant);
  }

  static ObjectFile of(String director, String key, StoredResponse response) {
    return new ObjectFile(
        director,
        key,
        response.url(),
        response.head(),
        response.variant(),
        response.body().length());
  }

  /** Returns how many bytes the file has. */
  long fileBytes() {
    return FIXED_BYTES + (long) headBytes().length + bodyBytes + SUM_BYTES;
  }

  /** Returns the response with a body that was read for it. */
  StoredResponse response(CachedBody body) {
    return new StoredResponse(head, Vary.of(head.fields()), variant, body).at(url);
  }

  /** Writes a file with a body that is complete. */
  void write(Path file, CachedBody body) throws IOException {
    byte[] headBytes = headBytes();
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        BodyReader reader = body.reader(0)) {
      ByteBuffer front = ByteBuffer.allocate(FIXED_BYTES + headBytes.length);
      front.putInt(MAGIC).putInt(headBytes.length).putLong(bodyBytes);
      front.putInt(sum(front.array(), headBytes)).put(headBytes).flip();
      writeAll(channel, front);
      CRC32C sum = new CRC32C();
      for (ByteBuffer bytes = reader.next(); bytes != null; bytes = reader.next()) {
        sum.update(bytes.duplicate());
        writeAll(channel, bytes);
      }
      writeAll(channel, ByteBuffer.allocate(SUM_BYTES).putInt((int) sum.getValue()).flip());
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int unused = channel.write(bytes);
    }
  }

  /** Reads all but the body; null if the file is not whole. */
  static @Nullable ObjectFile read(FileChannel channel) throws IOException {
    ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES);
    if (!readAll(channel, fixed) || fixed.getInt(0) != MAGIC) {
      return null;
    }
    int headLength = fixed.getInt(4);
    long bodyLength = fixed.getLong(8);
    if (headLength < 0
        || headLength > MOST_HEAD_BYTES
        || bodyLength < 0
        || channel.size() - FIXED_BYTES - headLength - SUM_BYTES != bodyLength) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(headLength);
    if (!readAll(channel, head) || sum(fixed.array(), head.array()) != fixed.getInt(16)) {
      return null;
    }
    return parse(head.array(), bodyLength);
  }

  /**
   * Reads the body, where {@link #read} has left the channel.
   *
   * @return false if it is not what was written, or does not fit into {@code body}
   */
  boolean readBody(FileChannel channel, CachedBody body) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, bodyBytes)));
    for (long left = bodyBytes; left > 0; left -= buffer.limit()) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      if (!readAll(channel, buffer)) {
        return false;
      }
      sum.update(buffer.array(), 0, buffer.limit());
      if (!body.append(buffer.flip())) {
        return false;
      }
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
    }
    ByteBuffer written = ByteBuffer.allocate(SUM_BYTES);
    return readAll(channel, written) && written.getInt(0) == (int) sum.getValue();
  }

  private static boolean readAll(FileChannel channel, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int sum(byte[] fixed, byte[] head) {
    CRC32C sum = new CRC32C();
    sum.update(fixed, 0, FIXED_BYTES - SUM_BYTES);
    sum.update(head);
    return (int) sum.getValue();
  }

  private byte[] headBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, director);
      text(out, key);
      text(out, url);
      out.writeInt(head.status());
      out.writeLong(head.requestSeconds());
      out.writeLong(head.responseSeconds());
      out.writeInt(head.fields().all().size());
      for (Fields.Line line : head.fields()) {
        text(out, line.name());
        text(out, line.value());
      }
      out.writeInt(variant.size());
      for (String value : variant) {
        text(out, value);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static @Nullable ObjectFile parse(byte[] bytes, long bodyBytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String director = text(in);
      String key = text(in);
      String url = text(in);
      int status = in.readInt();
      long requestSeconds = in.readLong();
      long responseSeconds = in.readLong();
      List<Fields.Line> lines = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        lines.add(new Fields.Line(text(in), text(in)));
      }
      List<String> variant = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        variant.add(text(in));
      }
      Head head = new Head(status, new Fields(lines), requestSeconds, responseSeconds);
      return new ObjectFile(director, key, url, head, variant, bodyBytes);
    } catch (IOException e) {
      // Its sum was right: another version has written it.
      return null;
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new EOFException("a text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
