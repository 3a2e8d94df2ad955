package io.x0.director;

import io.x0.common.setting.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How long a backend may take. Immutable.
 *
 * @param connect to accept a connection
 * @param read between two bytes of an answer, and before its first
 * @param write to take the next byte of a request
 * @param drain to finish its requests when it is removed; zero waits for ever
 * @param webSocket to say nothing in either direction; zero lets no WebSocket through
 */
public record Timeouts(
    Duration connect, Duration read, Duration write, Duration drain, Duration webSocket) {
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  static final List<Setting<Timeouts>> SETTINGS =
      List.of(
          Setting.duration(
              "connect-timeout",
              "longest time to connect to a backend",
              MILLISECOND,
              Timeouts::connect,
              (t, v) -> new Timeouts(v, t.read, t.write, t.drain, t.webSocket)),
          Setting.duration(
              "read-timeout",
              "longest silence of a backend that owes an answer",
              MILLISECOND,
              Timeouts::read,
              (t, v) -> new Timeouts(t.connect, v, t.write, t.drain, t.webSocket)),
          Setting.duration(
              "write-timeout",
              "longest time a backend takes no byte of a request",
              MILLISECOND,
              Timeouts::write,
              (t, v) -> new Timeouts(t.connect, t.read, v, t.drain, t.webSocket)),
          Setting.duration(
              "drain-timeout",
              "longest time a removed backend finishes its requests; 0s waits for ever",
              Duration.ZERO,
              Timeouts::drain,
              (t, v) -> new Timeouts(t.connect, t.read, t.write, v, t.webSocket)),
          Setting.duration(
              "websocket-timeout",
              "longest silence of a WebSocket connection; 0s lets none through",
              Duration.ZERO,
              Timeouts::webSocket,
              (t, v) -> new Timeouts(t.connect, t.read, t.write, t.drain, v)));
}
