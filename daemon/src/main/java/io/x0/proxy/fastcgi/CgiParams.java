package io.x0.proxy.fastcgi;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.x0.link.FastCgi;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The parameters of a request (RFC 3875 §4.1), as PHP likes them. Confined to one thread. */
public final class CgiParams {
  /** As many as there are different settings. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private final Map<String, String> params = new LinkedHashMap<>();

  /**
   * Begins with what every request has.
   *
   * @param method its method
   * @param target path and query as they go on the wire
   */
  public CgiParams(String method, String target) {
    int question = target.indexOf('?');
    put("GATEWAY_INTERFACE", "CGI/1.1");
    put("SERVER_SOFTWARE", "x0d");
    put("REQUEST_METHOD", method);
    put("REQUEST_URI", target);
    put("QUERY_STRING", question < 0 ? "" : target.substring(question + 1));
    // PHP refuses to run without it when it was built to be called through a redirect.
    put("REDIRECT_STATUS", "200");
  }

  /** Sets a parameter; an empty value is one. */
  public CgiParams put(String name, String value) {
    params.put(name, value);
    return this;
  }

  /** Adds a field of the request; a second one of the same name is appended. */
  public CgiParams field(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT).replace('-', '_');
    switch (upper) {
      // RFC 3875 §4.1.18 and httpoxy.
      case "CONTENT_TYPE" -> put(upper, value);
      case "CONTENT_LENGTH", "PROXY" -> {}
      default ->
          params.merge(
              "HTTP_" + upper,
              value,
              (before, next) -> before + (upper.equals("COOKIE") ? "; " : ", ") + next);
    }
    return this;
  }

  /**
   * Says which script it is.
   *
   * @param path the decoded path without {@code ..}
   * @param settings how scripts are found
   */
  public CgiParams script(String path, FastCgi settings) {
    String root = settings.documentRoot();
    put("DOCUMENT_ROOT", utf8(root));
    if (!settings.script().isEmpty()) {
      put("SCRIPT_FILENAME", utf8(settings.script()));
      put("SCRIPT_NAME", "");
      put("PATH_INFO", utf8(path));
      put("DOCUMENT_URI", utf8(path));
      return this;
    }
    String whole = path.endsWith("/") ? path + settings.index() : path;
    // Parameters are bytes; a path is UTF-8, as browsers send it.
    Matcher matcher =
        PATTERNS.computeIfAbsent(settings.pathInfo(), Pattern::compile).matcher(whole);
    boolean hasInfo = matcher.matches() && matcher.group(1) != null && matcher.group(2) != null;
    String name = hasInfo ? matcher.group(1) : whole;
    put("SCRIPT_FILENAME", utf8(root + name));
    put("SCRIPT_NAME", utf8(name));
    put("DOCUMENT_URI", utf8(whole));
    if (hasInfo) {
      put("PATH_INFO", utf8(matcher.group(2)));
      put("PATH_TRANSLATED", utf8(root + matcher.group(2)));
    }
    return this;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Returns them all; every character is a byte. */
  public Map<String, String> all() {
    return params;
  }
}
