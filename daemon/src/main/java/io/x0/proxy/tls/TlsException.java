package io.x0.proxy.tls;

/** Says in one line which file of certificates or keys cannot be used, and why. */
public final class TlsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
