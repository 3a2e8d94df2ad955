package io.x0.link;

/** Which version of the PROXY protocol tells a backend who its client is. */
public enum ProxyProtocol {
  /** None. */
  OFF,
  /** The line of text. */
  V1,
  /** The binary header. */
  V2
}
