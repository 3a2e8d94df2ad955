package io.x0.proxy;

/** What speaks HTTP/1.1 in the clear to backends; other protocols have one implementation each. */
public enum Transport {
  /** Jetty's HTTP client, with a selector of its own. */
  CLIENT,
  /** Connections of x0's own, on the selector of the client's connection. */
  LOOP;

  /** What is used when the configuration does not say. */
  public static final Transport DEFAULT = LOOP;
}
