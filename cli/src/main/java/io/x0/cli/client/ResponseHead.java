package io.x0.cli.client;

import java.io.IOException;
import java.util.Locale;

/**
 * What the head of a response says about its content. Immutable.
 *
 * @param status 100 to 599
 * @param contentLength the length of the body in bytes, or -1 when the head does not say
 * @param isChunked whether the body comes in chunks
 * @param isEvents whether it is a stream of events
 * @param retryAfterSeconds after what time to ask again; 0 when it does not say
 */
record ResponseHead(
    int status, long contentLength, boolean isChunked, boolean isEvents, int retryAfterSeconds) {

  static ResponseHead read(ByteSource source) throws IOException {
    LineReader lines = new LineReader(source);
    int status = status(lines.next());
    long length = -1;
    boolean chunked = false;
    boolean events = false;
    int retryAfter = 0;
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int colon = line.indexOf(':');
      if (colon < 1 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw new MalformedResponseException("a header without a name");
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> {
          long given = length(value);
          if (length >= 0 && length != given) {
            throw new MalformedResponseException("two lengths");
          }
          length = given;
        }
        case "content-type" -> events = value.startsWith("text/event-stream");
        case "retry-after" -> retryAfter = seconds(value);
        case "transfer-encoding" -> {
          if (chunked || !value.equalsIgnoreCase("chunked")) {
            throw new MalformedResponseException("a transfer encoding other than chunked");
          }
          chunked = true;
        }
        default -> {}
      }
    }
    return new ResponseHead(status, length, chunked, events, retryAfter);
  }

  private static int status(String line) throws MalformedResponseException {
    boolean http = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ';
    int status = 0;
    for (int i = 9; http && i < 12; i++) {
      int digit = line.charAt(i) - '0';
      http = digit >= 0 && digit <= 9;
      status = status * 10 + digit;
    }
    if (!http || status < 100 || status > 599 || (line.length() > 12 && line.charAt(12) != ' ')) {
      throw new MalformedResponseException("it is not HTTP");
    }
    return status;
  }

  /** Returns a number of seconds; 0 for a date, which the daemon never sends. */
  private static int seconds(String value) {
    int seconds = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i >= 6) {
        return 0;
      }
      seconds = seconds * 10 + digit;
    }
    return seconds;
  }

  private static long length(String value) throws MalformedResponseException {
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i >= 18) {
        throw new MalformedResponseException("a length that is no number");
      }
      length = length * 10 + digit;
    }
    if (value.isEmpty()) {
      throw new MalformedResponseException("a length that is no number");
    }
    return length;
  }
}
