package io.x0.proxy;

import java.io.IOException;

/** An address cannot be bound. The message is one line for an operator. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ListenAddress address;

  ListenException(ListenAddress address, String reason, Exception cause) {
    super("cannot listen on " + address + ": " + reason, cause);
    this.address = address;
  }

  /** Returns which address. */
  public ListenAddress address() {
    return address;
  }
}
