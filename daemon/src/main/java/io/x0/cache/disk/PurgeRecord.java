package io.x0.cache.disk;

import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Order;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A purge as it is written down, and whether that was done. Immutable but for that.
 *
 * <pre>
 *   length of what follows 4 | CRC-32C of what follows the sum 4 | number, director, what, how, when
 * </pre>
 *
 * @param number larger than those of the files that it is about
 * @param director whose files; {@link PurgeSet#EVERYBODY} for all
 * @param order what and how
 * @param written completes when it is on the disk
 */
record PurgeRecord(long number, String director, Order order, CompletableFuture<Void> written) {
  /** What comes in front of the length's worth of bytes. */
  static final int LENGTH_BYTES = 4;

  private static final int SUM_BYTES = 4;
  private static final int MOST_BYTES = 4 << 20;

  PurgeRecord(long number, String director, Order order) {
    this(number, director, order, new CompletableFuture<>());
  }

  byte[] bytes() {
    byte[] payload = Encoding.bytes(this::write);
    return ByteBuffer.allocate(LENGTH_BYTES + SUM_BYTES + payload.length)
        .putInt(SUM_BYTES + payload.length)
        .putInt(sum(payload))
        .put(payload)
        .array();
  }

  private static int sum(byte[] payload) {
    CRC32C sum = new CRC32C();
    sum.update(payload);
    return (int) sum.getValue();
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeLong(number);
    Encoding.text(out, director);
    out.writeBoolean(order.isSoft());
    out.writeLong(order.seconds());
    Purge purge = order.purge();
    if (purge instanceof Purge.Key one) {
      Encoding.texts(out, List.of("key", one.key()));
    } else if (purge instanceof Purge.Url one) {
      String key = one.key();
      Encoding.texts(out, key == null ? List.of("url", one.url()) : List.of("url", one.url(), key));
    } else if (purge instanceof Purge.Prefix one) {
      Encoding.texts(out, List.of("prefix", one.prefix()));
    } else if (purge instanceof Purge.Tag one) {
      Encoding.texts(out, List.of("tag", one.tag()));
    } else {
      Encoding.texts(out, List.of("all"));
    }
  }

  /**
   * Reads the next record; its end must be there.
   *
   * @return null if it is not as it was written
   */
  static @Nullable PurgeRecord read(ByteBuffer in) {
    int length = in.getInt();
    if (length < SUM_BYTES || length > MOST_BYTES || length > in.remaining()) {
      return null;
    }
    int sum = in.getInt();
    byte[] payload = new byte[length - SUM_BYTES];
    in.get(payload);
    return sum == sum(payload) ? parse(ByteBuffer.wrap(payload)) : null;
  }

  private static @Nullable PurgeRecord parse(ByteBuffer in) {
    try {
      long number = in.getLong();
      String director = Encoding.text(in);
      boolean isSoft = in.get() != 0;
      long seconds = in.getLong();
      Purge purge = purge(Encoding.texts(in));
      return purge == null
          ? null
          : new PurgeRecord(number, director, new Order(purge, isSoft, seconds, false));
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static @Nullable Purge purge(List<String> words) {
    String kind = words.isEmpty() ? "" : words.get(0);
    return switch (kind + words.size()) {
      case "all1" -> new Purge.All();
      case "key2" -> new Purge.Key(words.get(1));
      case "url2" -> new Purge.Url(words.get(1), null);
      case "url3" -> new Purge.Url(words.get(1), words.get(2));
      case "prefix2" -> new Purge.Prefix(words.get(1));
      case "tag2" -> new Purge.Tag(words.get(1));
      default -> null;
    };
  }
}
