package io.x0.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The files of the web page, held in memory. Immutable.
 *
 * <p>The page may fetch from where it came and from nowhere else, run no script and no style that
 * is not one of its files, be framed by nobody, and send no form: what a name or a header holds
 * cannot become code.
 */
final class WebPage {
  private static final String INDEX = "index.html";

  /** What stands in the page for the place of the API. */
  private static final String API = "{api}";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "svg", "image/svg+xml");

  private static final List<String> NAMES =
      List.of(
          INDEX,
          "page.css",
          "icon.svg",
          "main.js",
          "api.js",
          "chart.js",
          "director.js",
          "dom.js",
          "events.js",
          "feed.js",
          "members.js",
          "overview.js",
          "rows.js");

  private static final HttpFields SAFETY =
      HttpFields.build()
          .add(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'; require-trusted-types-for 'script'")
          .add("X-Content-Type-Options", "nosniff")
          .add("X-Frame-Options", "DENY")
          .add("Referrer-Policy", "no-referrer")
          .add("Cross-Origin-Opener-Policy", "same-origin")
          .add("Cross-Origin-Resource-Policy", "same-origin")
          .add(HttpHeader.CACHE_CONTROL, "no-cache")
          .asImmutable();

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  private record Asset(String type, ByteBuffer content, String etag) {}

  /**
   * Reads the files.
   *
   * @param api where the API is, seen from the page, such as {@code ../}
   */
  WebPage(String api) {
    for (String name : NAMES) {
      byte[] bytes = bytes(name);
      if (name.equals(INDEX)) {
        String page = new String(bytes, StandardCharsets.UTF_8).replace(API, api);
        bytes = page.getBytes(StandardCharsets.UTF_8);
      }
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      assets.put(
          name,
          new Asset(String.valueOf(type), ByteBuffer.wrap(bytes).asReadOnlyBuffer(), etag(bytes)));
    }
  }

  private static byte[] bytes(String name) {
    try (InputStream in = WebPage.class.getResourceAsStream("web/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the file " + name + " of the web page is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22)
          + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns whether there is a file of that name; empty is the page itself. */
  boolean has(String name) {
    return name.isEmpty() || assets.containsKey(name);
  }

  /**
   * Answers a request for a file.
   *
   * @param name of the file, within the folder of the page; empty is the page itself
   * @return false if there is no such file; nothing was answered then
   */
  boolean serve(String name, Request request, Response response, Callback callback) {
    Asset asset = assets.get(name.isEmpty() ? INDEX : name);
    if (asset == null) {
      return false;
    }
    for (HttpField field : SAFETY) {
      response.getHeaders().put(field);
    }
    response.getHeaders().put(HttpHeader.ETAG, asset.etag);
    if (matches(request.getHeaders().get(HttpHeader.IF_NONE_MATCH), asset.etag)) {
      response.setStatus(HttpStatus.NOT_MODIFIED_304);
      response.write(true, null, callback);
      return true;
    }
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, asset.type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, asset.content.remaining());
    response.write(true, asset.content.slice(), callback);
    return true;
  }

  private static boolean matches(@Nullable String condition, String etag) {
    return condition != null && condition.contains(etag);
  }
}
