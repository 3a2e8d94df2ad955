package io.x0.haproxy;

import io.x0.common.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files of a configuration. Stateless. */
public final class HaproxyFiles {
  /** Longer ones are not configurations. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private HaproxyFiles() {}

  /** A file cannot be read. The message is one line for an operator. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreadableException(String file, String reason) {
      super("cannot read " + file + ": " + reason);
    }
  }

  /**
   * Returns what files mean, as {@code haproxy -f a -f b} would read them.
   *
   * @throws UnreadableException if one of them cannot be read
   */
  public static HaproxyConfig load(List<String> names, boolean lenient) throws UnreadableException {
    List<HaproxyLoader.Source> sources = new ArrayList<>();
    for (String name : names) {
      sources.add(new HaproxyLoader.Source(name, read(name)));
    }
    return HaproxyLoader.load(
        sources, new HaproxyLoader.Options(System.getenv(), HaproxyFiles::readIfPossible, lenient));
  }

  private static Optional<String> readIfPossible(String name) {
    try {
      return Optional.of(read(name));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  private static String read(String name) throws UnreadableException {
    try {
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw new UnreadableException(name, "it is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new UnreadableException(name, "it is not a regular file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new UnreadableException(name, "it is longer than 16 MiB");
        }
        return text(bytes);
      }
    } catch (InvalidPathException e) {
      throw new UnreadableException(name, "it is not the name of a file");
    } catch (IOException e) {
      throw new UnreadableException(name, FileFailure.reason(e));
    }
  }

  /** HAProxy does not care about encodings, so what is not UTF-8 is read byte by byte. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
