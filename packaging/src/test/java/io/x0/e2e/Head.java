package io.x0.e2e;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The head of an HTTP message as text. Stateless. */
final class Head {
  private Head() {}

  /** Reads a head with its last empty line; empty when the stream ends before it begins. */
  static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < 4 || text.indexOf("\r\n\r\n", text.length() - 4) < 0) {
      int b = in.read();
      if (b < 0) {
        if (text.length() == 0) {
          return "";
        }
        throw new EOFException("closed within a head: " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  /** Returns the value of the first field of that name, or an empty string. */
  static String field(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }
}
