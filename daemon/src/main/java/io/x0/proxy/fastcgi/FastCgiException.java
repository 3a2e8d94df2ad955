package io.x0.proxy.fastcgi;

/** What a backend sent is not FastCGI, or not the answer of a script. */
public final class FastCgiException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with it. */
  public FastCgiException(String message) {
    super(message);
  }
}
