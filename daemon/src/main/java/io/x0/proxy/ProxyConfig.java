package io.x0.proxy;

/**
 * What the configuration in force says about all requests. Immutable; a request keeps to the one it
 * began with.
 *
 * @param program decides about each request
 * @param pseudonym how the proxy calls itself in {@code Via}
 * @param trusted whose word about the client is believed
 * @param limits what one client may take
 * @param answers what becomes of answers
 * @param cacheBytes the memory of all cached bodies, which stays as it is at the start
 * @param transport what speaks HTTP/1.1 in the clear to backends
 */
public record ProxyConfig(
    RequestProgram program,
    String pseudonym,
    TrustedProxies trusted,
    Limits limits,
    AnswerPolicy answers,
    long cacheBytes,
    Transport transport) {
  /** The memory of all cached bodies when the configuration does not say. */
  public static final long CACHE_BYTES = 64 << 20;

  /** Makes one that passes answers on as they come and has the usual memory of cached bodies. */
  public ProxyConfig(
      RequestProgram program, String pseudonym, TrustedProxies trusted, Limits limits) {
    this(program, pseudonym, trusted, limits, AnswerPolicy.PLAIN, CACHE_BYTES, Transport.DEFAULT);
  }

  /** Makes one that trusts nobody and has the usual limits. */
  public ProxyConfig(RequestProgram program, String pseudonym) {
    this(program, pseudonym, TrustedProxies.NONE, Limits.DEFAULT);
  }

  /** Returns the same with another transport. */
  public ProxyConfig with(Transport other) {
    return new ProxyConfig(program, pseudonym, trusted, limits, answers, cacheBytes, other);
  }
}
