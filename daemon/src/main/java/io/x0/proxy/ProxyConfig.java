package io.x0.proxy;

/**
 * What the configuration in force says about all requests. Immutable; a request keeps to the one it
 * began with.
 *
 * @param program decides about each request
 * @param pseudonym how the proxy calls itself in {@code Via}
 * @param trusted whose word about the client is believed
 * @param limits what one client may take
 */
public record ProxyConfig(
    RequestProgram program, String pseudonym, TrustedProxies trusted, Limits limits) {

  /** Makes one that trusts nobody and has the usual limits. */
  public ProxyConfig(RequestProgram program, String pseudonym) {
    this(program, pseudonym, TrustedProxies.NONE, Limits.DEFAULT);
  }
}
