package io.x0.haproxy.sample;

import io.x0.flow.value.IpAddress;
import java.util.List;
import java.util.Optional;

/** A request as rules see it. One thread. */
public interface RequestView {
  /** Returns the method, as it came. */
  String method();

  /** Returns the path as it came, not decoded; it begins with a slash or is {@code *}. */
  String path();

  /** Returns the query without its question mark, or empty if there is none. */
  Optional<String> query();

  /** Returns the host with its port, as it came; an empty text if there is none. */
  String host();

  /** Returns the lines of a header field in order, not split at commas; case does not matter. */
  List<String> headers(String name);

  /** Returns the value of a cookie, or empty. */
  Optional<String> cookie(String name);

  /** Returns the address of the client. */
  IpAddress sourceAddress();

  /** Returns the port of the client. */
  int sourcePort();

  /** Returns the address that the client reached. */
  IpAddress localAddress();

  /** Returns the port that the client reached. */
  int localPort();

  /** Returns whether the request came over TLS. */
  boolean isTls();
}
