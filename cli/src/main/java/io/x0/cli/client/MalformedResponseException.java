package io.x0.cli.client;

import java.io.IOException;

/** Bytes that are not an HTTP/1.1 response. The message completes "a broken answer: ...". */
final class MalformedResponseException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedResponseException(String message) {
    super(message);
  }
}
