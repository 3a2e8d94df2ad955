package io.x0.flow.value;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as 128 bits, so that comparing it allocates nothing. An IPv4 address is
 * held as its IPv4-mapped IPv6 address, and such an address is an IPv4 address. Immutable.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) {
  private static final long MAPPED = 0xFFFF_0000_0000L;

  /** Returns the address of a socket. */
  public static IpAddress of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return new IpAddress(0, MAPPED | (ByteBuffer.wrap(bytes).getInt() & 0xFFFF_FFFFL));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new IpAddress(buffer.getLong(), buffer.getLong());
  }

  /**
   * Returns the address that {@code text} spells; empty if it spells none. Never asks a resolver.
   */
  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
  }

  private static Optional<IpAddress> parseV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    long bits = 0;
    for (String part : parts) {
      int octet = number(part, 10, 3);
      if (octet < 0 || octet > 255) {
        return Optional.empty();
      }
      bits = bits << 8 | octet;
    }
    return Optional.of(new IpAddress(0, MAPPED | bits));
  }

  private static Optional<IpAddress> parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    String head = gap < 0 ? text : text.substring(0, gap);
    String tail = gap < 0 ? "" : text.substring(gap + 2);
    int[] words = new int[8];
    int front = words(head, words, 0, gap < 0);
    int back = front < 0 ? -1 : words(tail, words, front, true);
    if (back < 0 || (gap < 0 ? back != 8 : back > 7)) {
      return Optional.empty();
    }
    int moved = back - front;
    for (int i = 1; i <= moved; i++) {
      words[8 - i] = words[back - i];
      if (back - i < 8 - moved) {
        words[back - i] = 0;
      }
    }
    return Optional.of(new IpAddress(join(words, 0), join(words, 4)));
  }

  /**
   * Fills words from an index on and returns the next one, or -1 if the text is not well formed.
   */
  private static int words(String text, int[] words, int from, boolean last) {
    if (text.isEmpty()) {
      return from;
    }
    int next = from;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        Optional<IpAddress> v4 = parseV4(parts[i]);
        if (v4.isEmpty() || next > 6) {
          return -1;
        }
        long low = v4.get().low();
        words[next++] = (int) (low >> 16 & 0xFFFF);
        words[next++] = (int) (low & 0xFFFF);
        return next;
      }
      int word = number(parts[i], 16, 4);
      if (word < 0 || next > 7) {
        return -1;
      }
      words[next++] = word;
    }
    return next;
  }

  private static int number(String text, int radix, int maxDigits) {
    if (text.isEmpty() || text.length() > maxDigits) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }

  private static long join(int[] words, int from) {
    long bits = 0;
    for (int i = 0; i < 4; i++) {
      bits = bits << 16 | words[from + i];
    }
    return bits;
  }

  /** Returns whether this is an IPv4 address. */
  public boolean isV4() {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  /** Returns the address for a socket. */
  public InetAddress toInetAddress() {
    byte[] bytes =
        isV4()
            ? ByteBuffer.allocate(4).putInt((int) low).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  /** Returns the usual spelling: dotted, or RFC 5952. */
  @Override
  public String toString() {
    if (isV4()) {
      return (low >> 24 & 0xFF)
          + "."
          + (low >> 16 & 0xFF)
          + "."
          + (low >> 8 & 0xFF)
          + "."
          + (low & 0xFF);
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && word(i + length) == 0) {
        length++;
      }
      if (length > gapLength) {
        gapStart = i;
        gapLength = length;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        out.append("::");
        i += gapLength - 1;
      } else {
        if (out.length() > 0 && out.charAt(out.length() - 1) != ':') {
          out.append(':');
        }
        out.append(Integer.toHexString(word(i)));
      }
    }
    return out.toString();
  }

  private int word(int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (index % 4)) & 0xFFFF);
  }
}
