package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.metrics.MetricsPage;
import io.x0.common.InvalidValueException;
import io.x0.common.api.Problem;
import io.x0.common.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks HTTP for the {@link Api}: reads calls, writes answers and problems as JSON. */
final class AdminHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  /** Where the web page is. */
  private static final String PAGE = "/ui";

  private final Api api;
  private final MetricsPage metrics;
  private final EventStream stream;
  private final WebPage web = new WebPage("../");

  AdminHandler(Api api, MetricsPage metrics, EventStream stream) {
    this.api = api;
    this.metrics = metrics;
    this.stream = stream;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (isRead(request) && isOfPage(request, response, callback)) {
      return true;
    }
    try {
      if (respond(request, response, callback)) {
        return true;
      }
    } catch (RuntimeException e) {
      write(response, problem(request, e), callback);
      return true;
    }
    var unused =
        BodyReader.read(request)
            .thenCompose(body -> api.call(read(request, body)))
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    write(request, response, answer, callback);
                  } else {
                    write(response, problem(request, failure), callback);
                  }
                });
    return true;
  }

  private static boolean isRead(Request request) {
    return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
  }

  /** Answers what is asked of the web page; anything else is left to the API. */
  private boolean isOfPage(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getCanonicalPath();
    if (path.equals(PAGE)) {
      Response.sendRedirect(request, response, callback, PAGE.substring(1) + "/");
      return true;
    }
    return path.startsWith(PAGE + "/")
        && web.serve(path.substring(PAGE.length() + 1), request, response, callback);
  }

  /**
   * Answers what is no call: what a resource is capable of, and what is not JSON.
   *
   * @return whether it did
   */
  private boolean respond(Request request, Response response, Callback callback) {
    String method = request.getMethod();
    boolean isOptions = HttpMethod.OPTIONS.is(method);
    if (isOptions && "*".equals(request.getHttpURI().getPathQuery())) {
      options(response, api.routes().allow(), callback);
      return true;
    }
    List<String> path = path(request);
    Routes.Match match = api.routes().find(path);
    if (isOptions) {
      options(response, match.route().allow(), callback);
      return true;
    }
    List<String> offered = match.operation(method).types();
    List<String> accepted = request.getHeaders().getValuesList(HttpHeader.ACCEPT);
    String type =
        Accept.parse(accepted)
            .choose(offered)
            .orElseThrow(
                () ->
                    new ApiException(
                        406,
                        "this resource is only " + String.join(" or ", offered),
                        "accept",
                        offered));
    if (type.equals(EventStream.TYPE)) {
      match.operation(method).check(Parameters.read(request, new byte[0]).settings());
      stream.open(request, path, response, callback);
      return true;
    }
    if (Api.METRICS.contains(type)) {
      MetricsPage.Page page = metrics.page(type);
      write(response, page.body(), page.type(), callback);
      return true;
    }
    return false;
  }

  private static void options(Response response, String allow, Callback callback) {
    response.setStatus(204);
    response.getHeaders().put(HttpHeader.ALLOW, allow);
    callback.succeeded();
  }

  private static Api.Call read(Request request, byte[] body) {
    try {
      return decode(request, body);
    } catch (InvalidValueException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      LOG.debug("a request to the admin API cannot be read", e);
      throw new ApiException(400, "the parameters cannot be decoded", null);
    }
  }

  /** Returns the decoded segments of the path. */
  private static List<String> path(Request request) {
    String raw = request.getHttpURI().getCanonicalPath();
    try {
      return Arrays.stream(raw.substring(1).split("/", -1))
          .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "the path cannot be decoded", null);
    }
  }

  private static Api.Call decode(Request request, byte[] body) {
    Parameters parameters = Parameters.read(request, body);
    Caller caller = Caller.of(request);
    return Api.Call.of(
            request.getMethod(),
            path(request),
            parameters.settings(),
            parameters.structure(),
            isRead(request)
                ? IfMatch.NONE
                : IfMatch.parse(request.getHeaders().getValuesList(HttpHeader.IF_MATCH)),
            caller.who())
        .over(caller.line());
  }

  static ApiException problem(Request request, Throwable failure) {
    Throwable cause = failure;
    if (failure instanceof CompletionException && failure.getCause() != null) {
      cause = failure.getCause();
    }
    if (cause instanceof ApiException e) {
      return e;
    }
    if (cause instanceof InvalidValueException e) {
      return new ApiException(400, String.valueOf(e.getMessage()), e.field(), e.allowed());
    }
    if (cause instanceof HttpException e) {
      return new ApiException(e.getCode(), "the request cannot be read: " + e.getReason(), null);
    }
    if (cause instanceof TimeoutException) {
      return new ApiException(408, "the body did not come in time", null);
    }
    if (cause instanceof IOException) {
      return new ApiException(400, "the body broke off", null);
    }
    LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), cause);
    return new ApiException(500, "x0d failed to answer; its log says why", null);
  }

  private static void write(
      Request request, Response response, Api.Answer answer, Callback callback) {
    String body = Json.pretty(answer.body());
    boolean isLook = isRead(request) && answer.status() == 200;
    String tag =
        answer.revision().isPresent()
            ? Tags.of(answer.revision().getAsLong())
            : isLook ? Tags.of(body) : "";
    if (isLook && !Tags.hold(request, HttpHeader.IF_MATCH, tag)) {
      write(response, new ApiException(412, "it is " + tag + " now", "if-match"), callback);
      return;
    }
    if (!tag.isEmpty()) {
      response.getHeaders().put(HttpHeader.ETAG, tag);
    }
    if (isLook && Tags.name(request, HttpHeader.IF_NONE_MATCH, tag)) {
      response.setStatus(304);
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      callback.succeeded();
      return;
    }
    response.setStatus(answer.status());
    if (answer.location() != null) {
      response.getHeaders().put(HttpHeader.LOCATION, answer.location());
    }
    boolean isProblem = answer.status() >= 400;
    write(response, body, isProblem ? Problem.MEDIA_TYPE : Operation.JSON, callback);
  }

  static void write(Response response, ApiException failure, Callback callback) {
    Problem problem = failure.problem();
    response.setStatus(problem.status());
    if (problem.status() == 415 && !problem.allowed().isEmpty()) {
      response.getHeaders().put(HttpHeader.ACCEPT, String.join(", ", problem.allowed()));
    }
    if (problem.status() == 503 && !response.getHeaders().contains(HttpHeader.RETRY_AFTER)) {
      // It is for a moment, and x0ctl comes again by itself.
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
    }
    if (!failure.allow().isEmpty()) {
      response.getHeaders().put(HttpHeader.ALLOW, failure.allow());
    }
    write(response, problem.toJson(), Problem.MEDIA_TYPE, callback);
  }

  private static void write(Response response, JsonObject body, String type, Callback callback) {
    write(response, Json.pretty(body), type, callback);
  }

  private static void write(Response response, String body, String type, Callback callback) {
    write(response, StandardCharsets.UTF_8.encode(body), type, callback);
  }

  private static void write(Response response, ByteBuffer body, String type, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body, callback);
  }
}
