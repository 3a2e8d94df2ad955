package io.x0.haproxy.rule;

import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.NotEvaluableException;
import java.util.Optional;

/** Networks as HAProxy writes them. Stateless. */
final class Networks {
  private Networks() {}

  /**
   * Returns the network that a text such as {@code 10.0.0.0/8} or {@code 10.0.0.0/255.0.0.0}
   * spells.
   *
   * @throws NotEvaluableException if it spells none; a name is not looked up
   */
  static Cidr parse(String text) throws NotEvaluableException {
    // The only name that needs nobody to be asked.
    Optional<Cidr> network = Cidr.parse(text.equalsIgnoreCase("localhost") ? "127.0.0.1" : text);
    int slash = text.indexOf('/');
    if (network.isEmpty() && slash > 0) {
      network =
          IpAddress.parse(text.substring(slash + 1))
              .filter(IpAddress::isV4)
              .flatMap(mask -> masked(text.substring(0, slash), (int) mask.low()));
    }
    return network.orElseThrow(
        () -> new NotEvaluableException("'" + text + "' is not an address or network"));
  }

  private static Optional<Cidr> masked(String address, int mask) {
    int length = Integer.numberOfLeadingZeros(~mask);
    boolean contiguous = length == 32 || mask << length == 0;
    return contiguous ? Cidr.parse(address + "/" + length) : Optional.empty();
  }
}
