package io.x0.proxy.file;

import java.io.IOException;

/** A file is not to be sent; the message says why, without its name. */
public final class FileRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  FileRefusedException(String reason) {
    super(reason);
  }
}
