package io.x0.admin;

import io.x0.flow.value.IpAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites from using the browser of somebody who may use the admin side.
 * Stateless.
 *
 * <p>A name that somebody else's DNS points at this machine is no name of it, a browser says from
 * where a request comes, and no page can send JSON elsewhere without asking first, which is never
 * granted.
 */
final class SameSite {
  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://(\\[[0-9a-fA-F:.]+]|[^:/\\[\\]@]+)(?::([0-9]{1,5}))?");
  private static final Pattern JSON =
      Pattern.compile("application/json *(?:;.*)?", Pattern.CASE_INSENSITIVE);
  private static final String SITE = "Sec-Fetch-Site";
  private static final String MODE = "Sec-Fetch-Mode";

  private SameSite() {}

  /**
   * Returns why a request is refused, or null when it is not.
   *
   * @param hosts names of this machine
   * @param isPage whether it is for a file of the page: a link to it may be followed from anywhere
   */
  static @Nullable ApiException refusal(Request request, Set<String> hosts, boolean isPage) {
    HttpURI uri = request.getHttpURI();
    String host = host(uri.getHost());
    if (!isOurs(host, hosts)) {
      return new ApiException(
          HttpStatus.MISDIRECTED_REQUEST_421,
          "the host of this request is no name of the admin side: use an address or localhost, or"
              + " name it in setup of the configuration with admin.hosts",
          null);
    }
    HttpFields fields = request.getHeaders();
    for (String origin : fields.getValuesList("Origin")) {
      if (!isSame(origin, host, uri.getPort())) {
        return foreign("Origin");
      }
    }
    for (String site : fields.getValuesList(SITE)) {
      boolean isLink = isPage && "navigate".equals(fields.get(MODE));
      if (!site.equals("same-origin") && !site.equals("none") && !isLink) {
        return foreign(SITE);
      }
    }
    return ChangeRate.isRead(request.getMethod()) ? null : plain(request);
  }

  private static ApiException foreign(String field) {
    return new ApiException(
        HttpStatus.FORBIDDEN_403,
        "a page of another site sent this request (" + field + "), which is not allowed",
        null);
  }

  /** A form and a script of another site can send POST, and any body that is not JSON, unasked. */
  private static @Nullable ApiException plain(Request request) {
    HttpFields fields = request.getHeaders();
    String type = fields.get(HttpHeader.CONTENT_TYPE);
    boolean hasBody = request.getLength() > 0 || fields.contains(HttpHeader.TRANSFER_ENCODING);
    boolean isNeeded = hasBody || type != null || request.getMethod().equals("POST");
    if (!isNeeded || (type != null && JSON.matcher(type).matches())) {
      return null;
    }
    return new ApiException(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
        "changes over a listener are sent as Content-Type: application/json",
        "content-type");
  }

  private static boolean isOurs(String host, Set<String> hosts) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || IpAddress.parse(host).isPresent()
        || hosts.contains(host);
  }

  private static boolean isSame(String origin, String host, int port) {
    Matcher matcher = ORIGIN.matcher(origin);
    if (!matcher.matches() || !host(matcher.group(2)).equals(host)) {
      return false;
    }
    int usual = matcher.group(1).equals("https") ? 443 : 80;
    int from = matcher.group(3) == null ? usual : Integer.parseInt(matcher.group(3));
    return from == (port <= 0 ? usual : port);
  }

  /** Returns a host in lower case, without the brackets of an address and without a last dot. */
  private static String host(@Nullable String text) {
    String host = text == null ? "" : text.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
