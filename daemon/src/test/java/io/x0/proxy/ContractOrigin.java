package io.x0.proxy;

import java.io.IOException;
import java.util.Map;

/**
 * A backend for {@link UpstreamContract}, in whatever protocol. By path it does this:
 *
 * <ul>
 *   <li>{@code /echo} answers with the body it got;
 *   <li>{@code /big} answers with {@link #BIG} bytes;
 *   <li>{@code /length} answers with the number of bytes it got;
 *   <li>{@code /hang} takes the request and never answers;
 *   <li>{@code /half} answers with a part of a body and breaks off;
 *   <li>{@code /break} breaks off without an answer;
 *   <li>{@code /early} answers 413 without reading the body;
 *   <li>{@code /empty} answers 204;
 *   <li>anything else answers 200 with method, target and the field {@code x-probe}.
 * </ul>
 */
interface ContractOrigin extends AutoCloseable {
  int BIG = 3_000_000;

  /** Returns the URL of the backend. */
  String url();

  /** Returns what is set on the backend besides. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /** Returns how many requests to {@code /hang}, {@code /break} and {@code /early} have come. */
  int strange();

  /** Returns how many requests to {@code /hang} were ended by the proxy. */
  int abandoned();

  @Override
  void close() throws IOException;

  /** Returns a letter of the big body, which is different everywhere. */
  static byte big(int index) {
    return (byte) ('a' + (index * 31 + index / 1000) % 26);
  }
}
