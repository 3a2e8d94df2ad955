package io.x0;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Breaks files in the ways that editors, disks and generators do: bytes that flip, parts that are
 * missing or there twice, two files in one, words in the wrong place, other line ends and
 * encodings, very long lines and very deep nesting. All that it does follows from its seed.
 */
public final class Mutator {
  private static final int LONG = 100_000;
  private static final int DEEP = 10_000;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[][] INVALID_UTF_8 = {
    {(byte) 0xFF},
    {(byte) 0xC0, (byte) 0x80},
    {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    {(byte) 0xE2}
  };
  private static final String[] NESTS = {"(", "[", "{", "\"#{", "!", "if ", "{ ", "%[", "/*", "a,"};

  private final List<byte[]> seeds;
  private final Random random;

  /**
   * @param seeds whole files, at least one
   * @param seed decides about everything
   */
  public Mutator(List<byte[]> seeds, long seed) {
    this.seeds = List.copyOf(seeds);
    this.random = new Random(seed);
  }

  /** Returns one of the seeds with one to eight mutations. */
  public byte[] next() {
    byte[] file = any();
    int mutations = 1 + random.nextInt(8);
    for (int i = 0; i < mutations; i++) {
      file = mutate(file);
    }
    return file;
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] mutate(byte[] file) {
    int at = random.nextInt(file.length + 1);
    int end = Math.min(file.length, at + 1 + random.nextInt(random.nextInt(10) == 0 ? 2_000 : 12));
    // Long and deep mutants cost a hundred times what the others do, so they are rare.
    if (random.nextInt(60) == 0) {
      return splice(file, at, bytes(extreme()), at);
    }
    return switch (random.nextInt(12)) {
      case 0 -> flip(file);
      case 1 -> splice(file, at, new byte[] {(byte) random.nextInt(256)}, end);
      case 2, 3 -> splice(file, at, new byte[0], end);
      case 4, 5 -> splice(file, at, part(file, at, end), at);
      case 6 -> splicedWith(any(), file, at);
      case 7, 8 -> swapTokens(file);
      case 9 -> part(file, 0, at);
      case 10 -> splice(file, at, INVALID_UTF_8[random.nextInt(INVALID_UTF_8.length)], at);
      default -> rare(file, at);
    };
  }

  private byte[] rare(byte[] file, int at) {
    return switch (random.nextInt(4)) {
      case 0 -> splice(file, at, new byte[] {0}, at);
      case 1 -> bytes(text(file).replace("\n", "\r\n"));
      case 2 -> bytes(text(file).replace('\n', '\r'));
      default -> splice(file, random.nextBoolean() ? 0 : at, BYTE_ORDER_MARK, at);
    };
  }

  private String extreme() {
    return switch (random.nextInt(4)) {
      case 0 -> NESTS[random.nextInt(NESTS.length)].repeat(DEEP);
      case 1 -> "x".repeat(LONG);
      case 2 -> text(any()).replace('\n', ' ').repeat(8);
      default -> "\n".repeat(DEEP);
    };
  }

  private byte[] flip(byte[] file) {
    if (file.length == 0) {
      return file;
    }
    byte[] flipped = file.clone();
    flipped[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private byte[] splicedWith(byte[] other, byte[] file, int at) {
    int from = random.nextInt(other.length + 1);
    int to = Math.min(other.length, from + random.nextInt(500));
    return splice(file, at, part(other, from, to), at);
  }

  private byte[] swapTokens(byte[] file) {
    int[] one = token(file);
    int[] two = token(file);
    int[] first = one[0] <= two[0] ? one : two;
    int[] second = one[0] <= two[0] ? two : one;
    if (first[1] > second[0]) {
      return file;
    }
    byte[] swapped = splice(file, second[0], part(file, first[0], first[1]), second[1]);
    return splice(swapped, first[0], part(file, second[0], second[1]), first[1]);
  }

  /** Returns where a word, or what is no word, around a random place begins and ends. */
  private int[] token(byte[] file) {
    if (file.length == 0) {
      return new int[] {0, 0};
    }
    int begin = random.nextInt(file.length);
    int end = begin + 1;
    while (begin > 0 && end - begin < 40 && isWord(file[begin - 1]) && isWord(file[begin])) {
      begin--;
    }
    while (end < file.length && end - begin < 40 && isWord(file[end - 1]) && isWord(file[end])) {
      end++;
    }
    return new int[] {begin, end};
  }

  private static boolean isWord(byte b) {
    return Character.isLetterOrDigit(b & 0xFF) || b == '_' || b == '.';
  }

  private static byte[] splice(byte[] file, int from, byte[] middle, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + middle.length);
    out.write(file, 0, from);
    out.writeBytes(middle);
    out.write(file, Math.max(from, to), file.length - Math.max(from, to));
    return out.toByteArray();
  }

  private static byte[] part(byte[] file, int from, int to) {
    byte[] part = new byte[to - from];
    System.arraycopy(file, from, part, 0, part.length);
    return part;
  }

  /** One character a byte, so that text operations leave all others as they are. */
  private static String text(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
