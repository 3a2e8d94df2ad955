package io.x0.flow.value;

import java.util.Optional;

/**
 * A network: an address and how many of its first bits count. The other bits are zero. Immutable.
 *
 * @param network the first address
 * @param prefix how many of the 128 bits count; an IPv4 network counts from 96
 */
public record Cidr(IpAddress network, int prefix) {
  private static final int V4_OFFSET = 96;

  public Cidr {
    if (prefix < 0 || prefix > 128) {
      throw new IllegalArgumentException("prefix: " + prefix + " (expected: 0 to 128)");
    }
    network = new IpAddress(network.high() & highMask(prefix), network.low() & lowMask(prefix));
  }

  /** Returns the network of one address. */
  public static Cidr of(IpAddress address) {
    return new Cidr(address, 128);
  }

  /** Returns the network that {@code text}, such as {@code 10.0.0.0/8}, spells, or empty. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddress.parse(text).map(Cidr::of);
    }
    String bits = text.substring(slash + 1);
    if (bits.isEmpty() || bits.length() > 3 || !bits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    boolean v4 = text.indexOf(':') < 0;
    int prefix = Integer.parseInt(bits) + (v4 ? V4_OFFSET : 0);
    return prefix > 128
        ? Optional.empty()
        : IpAddress.parse(text.substring(0, slash)).map(address -> new Cidr(address, prefix));
  }

  /** Returns whether the address is in this network. */
  public boolean contains(IpAddress address) {
    return (address.high() & highMask(prefix)) == network.high()
        && (address.low() & lowMask(prefix)) == network.low();
  }

  /** Returns whether every address of the other network is in this one. */
  public boolean contains(Cidr other) {
    return other.prefix >= prefix && contains(other.network);
  }

  private static long highMask(int prefix) {
    return prefix == 0 ? 0 : prefix >= 64 ? -1L : -1L << (64 - prefix);
  }

  private static long lowMask(int prefix) {
    return prefix <= 64 ? 0 : prefix == 128 ? -1L : -1L << (128 - prefix);
  }

  @Override
  public String toString() {
    boolean v4 = prefix >= V4_OFFSET && network.isV4();
    return network + "/" + (v4 ? prefix - V4_OFFSET : prefix);
  }
}
