package io.x0.proxy;

/**
 * What the configuration in force says about all requests. Immutable; a request keeps to the one it
 * began with.
 *
 * @param program decides about each request
 * @param pseudonym how the proxy calls itself in {@code Via}
 */
public record ProxyConfig(RequestProgram program, String pseudonym) {}
