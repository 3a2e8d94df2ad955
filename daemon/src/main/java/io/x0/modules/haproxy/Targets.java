package io.x0.modules.haproxy;

import java.nio.charset.StandardCharsets;

/** What a request asks for, as it goes on the wire. Stateless. */
final class Targets {
  private Targets() {}

  /**
   * Returns a target whose characters cannot end it: those that may not stand there are escaped.
   */
  static String escaped(String target) {
    StringBuilder out = new StringBuilder(target.length());
    for (byte b : target.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xFF;
      if (c > ' ' && c < 0x7F && "\"#<>\\^`{|}".indexOf(c) < 0) {
        out.append((char) c);
      } else {
        out.append('%').append("%02X".formatted(c));
      }
    }
    return out.toString();
  }
}
