package io.x0.modules.haproxy;

import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.haproxy.model.ForwardedFor;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.sample.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * Tells a server where a request comes from, as {@code option forwardfor} of its frontend and
 * backend say. Immutable.
 *
 * @param header the field, or an empty text if x0's own way is used
 * @param isLeftAlone whether a field that is there stays as it is
 * @param except whose requests are passed on as they came
 */
record ForwardedAddress(String header, boolean isLeftAlone, List<Cidr> except) {
  static ForwardedAddress of(Proxy frontend, Proxy backend) {
    Optional<ForwardedFor> first = backend.forwardedFor().or(frontend::forwardedFor);
    List<Cidr> except = new ArrayList<>();
    for (Proxy proxy : List.of(frontend, backend)) {
      proxy.forwardedFor().flatMap(f -> network(f.except())).ifPresent(except::add);
    }
    boolean isLeftAlone =
        frontend.forwardedFor().map(ForwardedFor::ifNone).orElse(true)
            && backend.forwardedFor().map(ForwardedFor::ifNone).orElse(true);
    return new ForwardedAddress(
        first.map(ForwardedFor::header).orElse(""), isLeftAlone, List.copyOf(except));
  }

  private static Optional<Cidr> network(String text) {
    return Cidr.parse(text).or(() -> IpAddress.parse(text).map(Cidr::of));
  }

  /**
   * Changes the fields of a request.
   *
   * @param request with what the rules have changed
   */
  void apply(RequestView request, HttpFields.Mutable fields) {
    if (header.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(request.headers(header));
    IpAddress source = request.sourceAddress();
    boolean isExcepted = except.stream().anyMatch(network -> network.contains(source));
    if (!isExcepted && (lines.isEmpty() || !isLeftAlone)) {
      lines.add(source.toString());
    }
    if (!lines.isEmpty()) {
      FieldEdits.replace(header, lines, fields);
    }
  }
}
