package io.x0.proxy.file;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.HttpDate;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file that is being sent, as it was when it was opened. Immutable; whoever has it closes it.
 *
 * @param channel to read from
 * @param length in bytes
 * @param modifiedNanos when it was changed last, in nanoseconds since 1970
 */
public record OpenFile(FileChannel channel, long length, long modifiedNanos)
    implements AutoCloseable {

  /**
   * Opens a regular file that is no link.
   *
   * @throws IOException if it cannot be read
   */
  public static OpenFile of(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      BasicFileAttributes about =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new OpenFile(
          channel, channel.size(), about.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns its entity tag; another content has another one. */
  public String etag() {
    return '"' + Long.toHexString(modifiedNanos) + '-' + Long.toHexString(length) + '"';
  }

  /** Returns when it was changed last, as a header field says it. */
  public String lastModified() {
    return HttpDate.format(Math.floorDiv(modifiedNanos, 1_000_000_000L));
  }

  /** Returns what decides conditions of a request for it. */
  Head head(long nowSeconds) {
    return new Head(
        200, Fields.of("ETag", etag(), "Last-Modified", lastModified()), nowSeconds, nowSeconds);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a file that was only read cannot be closed", e);
    }
  }
}
