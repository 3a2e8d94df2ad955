package io.x0.cache.disk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How files of responses are called: by a digest of who they answer. Stateless. */
final class FileNames {
  private static final int DIGEST_BYTES = 20;
  private static final long BLOCK_BYTES = 4096;

  private FileNames() {}

  /** Returns the name of a file within its folder, the same for the same variant. */
  static String of(ObjectFile file) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    add(digest, file.director());
    add(digest, file.key());
    add(digest, String.join(",", io.x0.cache.Vary.of(file.head().fields()).names()));
    file.variant().forEach(value -> add(digest, value));
    String hex = HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    return hex.substring(0, 2) + "/" + hex.substring(2);
  }

  /** The length in front keeps two texts from being another two. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(java.nio.ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /** Returns about what a file takes on a disk. */
  static long roundedUp(long bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }
}
