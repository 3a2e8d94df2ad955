package io.x0.proxy;

import io.x0.cache.CacheControl;
import io.x0.cache.CacheKey;
import io.x0.cache.CacheSettings;
import io.x0.cache.Conditions;
import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.ResourceUrl;
import io.x0.cache.StoredResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request as the cache of a director sees it. Immutable but for the body of its order.
 *
 * @param order what is asked of the director
 * @param fields its fields, as a backend would see them
 * @param control its directives, none if they do not count
 * @param settings how it is to be treated
 * @param scheme {@code http} or {@code https}
 * @param host host and port as the client wrote them, in lower case
 * @param isUpgrade whether it asks for another protocol
 */
record CachedRequest(
    Order order,
    Fields fields,
    CacheControl control,
    CacheSettings settings,
    String scheme,
    String host,
    boolean isUpgrade) {

  /**
   * @param isTrusted whether a trusted proxy sent it, whose word about the way to it is kept
   */
  static CachedRequest of(Request request, Order asked, CacheSettings settings, boolean isTrusted) {
    boolean isSafe = HttpMethod.GET.is(asked.method()) || HttpMethod.HEAD.is(asked.method());
    Order order = isSafe && !isTrusted ? asked.with(CacheFields.keyed(asked.headers())) : asked;
    Fields all = CacheFields.of(order.headers());
    // A range means something with GET only (RFC 9110 §14.2).
    Fields fields =
        HttpMethod.HEAD.is(order.method()) ? all.without(Set.of("range", "if-range")) : all;
    String host = request.getHeaders().get(HttpHeader.HOST);
    return new CachedRequest(
        order,
        fields,
        settings.honourClient() ? controlOf(fields) : CacheControl.NONE,
        settings,
        ClientScheme.of(request),
        host == null ? Request.getServerName(request) : host.toLowerCase(Locale.ROOT),
        request.getHeaders().contains(HttpHeader.UPGRADE));
  }

  /** RFC 9111 §5.4: Pragma counts for those who do not know Cache-Control. */
  private static CacheControl controlOf(Fields request) {
    List<String> lines = request.values("Cache-Control");
    boolean isPragma = lines.isEmpty() && CacheControl.of(request.values("Pragma")).has("no-cache");
    return CacheControl.of(isPragma ? List.of("no-cache") : lines);
  }

  /** Returns what its answer is stored under. */
  String key() {
    return CacheKey.of(settings.key(), scheme, host, order.target());
  }

  /** Returns the URL that its answer is found by. */
  String url() {
    return ResourceUrl.of(scheme, host, order.target());
  }

  /** Returns whether its method changes nothing (RFC 9110 §9.2.1). */
  boolean isSafe() {
    HttpMethod method = HttpMethod.fromString(order.method());
    return method != null && method.isSafe();
  }

  boolean isGet() {
    return HttpMethod.GET.is(order.method());
  }

  boolean isHead() {
    return HttpMethod.HEAD.is(order.method());
  }

  /** Returns whether a stored answer could serve it. */
  boolean isForCache() {
    return (isGet() || isHead())
        && order.body() == null
        && !Conditions.isForOrigin(fields)
        && !isUpgrade;
  }

  /** Returns whether an answer to it that goes straight to its client may be kept as well. */
  boolean isStorableGet() {
    return isGet() && isForCache() && !control.has("no-store");
  }

  /** Returns whether an answer that was asked for before it does not do. */
  boolean wantsNewAnswer() {
    return control.has("no-cache") || control.seconds("max-age").orElse(1) == 0;
  }

  /** Returns whether this POST has its target, as it is now, for an answer (RFC 9110 §9.3.3). */
  boolean isReplacedBy(Head answer) {
    return HttpMethod.POST.is(order.method())
        && answer.status() == HttpStatus.OK_200
        && answer.hasExplicitLifetime()
        && !control.has("no-store")
        && order
            .target()
            .equals(
                CacheFields.samePlace(
                    scheme, host, order.target(), answer.fields().first("Content-Location")));
  }

  /** Returns the same, to be asked of a backend for whoever wants the answer. */
  Order unconditional() {
    return order.with(CacheFields.unconditional(order.headers()));
  }

  /** Returns the same, to find out what has become of a stored response, or what it lacks. */
  Order about(@Nullable StoredResponse stored) {
    if (stored == null) {
      return unconditional();
    }
    if (stored.part() != null) {
      return order.with(
          CacheFields.completing(order.headers(), stored.head(), stored.body().length()));
    }
    return stored.head().hasValidator()
        ? order.with(CacheFields.validating(order.headers(), stored.head()))
        : unconditional();
  }

  /** Returns the keys of what is obsolete once an unsafe request has had this answer. */
  List<String> obsolete(HttpFields answer) {
    return CacheFields.invalidated(settings.key(), scheme, host, order.target(), answer);
  }
}
