package io.x0.haproxy.model;

/**
 * What a check asks. Immutable.
 *
 * @param http whether an HTTP request is made; else a connection is enough
 * @param method of the request
 * @param uri path and query of the request
 * @param host the value of Host, or empty
 * @param codes the statuses of a good answer, such as {@code 200-399}
 * @param body a regular expression that the body contains, or empty
 */
public record HttpCheck(
    boolean http, String method, String uri, String host, String codes, String body) {
  /** A connection. */
  public static final HttpCheck CONNECT = new HttpCheck(false, "OPTIONS", "/", "", "200-399", "");

  HttpCheck withHttp(boolean value) {
    return new HttpCheck(value, method, uri, host, codes, body);
  }

  HttpCheck withRequest(String newMethod, String newUri) {
    return new HttpCheck(http, newMethod, newUri, host, codes, body);
  }

  HttpCheck withHost(String value) {
    return new HttpCheck(http, method, uri, value, codes, body);
  }

  HttpCheck withCodes(String value) {
    return new HttpCheck(http, method, uri, host, value, body);
  }

  HttpCheck withBody(String value) {
    return new HttpCheck(http, method, uri, host, codes, value);
  }
}
