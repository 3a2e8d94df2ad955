package io.x0.proxy;

import io.x0.director.DirectorSettings;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** The answers the proxy gives itself when no backend does. Stateless. */
final class ErrorResponses {
  private ErrorResponses() {}

  /** Returns the status of a request that a director refused. */
  static int status(Rejection rejection, DirectorSettings.Refusals refusals) {
    return switch (rejection) {
      case DISABLED, NO_BACKEND, BACKEND_UNUSABLE, QUEUE_FULL, DELETED ->
          HttpStatus.SERVICE_UNAVAILABLE_503;
      case QUEUE_TIMEOUT -> refusals.queueTimeoutStatus();
    };
  }

  /** Returns the status of a request whose last attempt failed. */
  static int status(Failure failure) {
    if (failure.cause() instanceof LimitedRequest.BodyTooSlowException) {
      return HttpStatus.REQUEST_TIMEOUT_408;
    }
    if (failure.kind() == Failure.Kind.CLIENT && failure.cause() instanceof HttpException http) {
      return http.getCode();
    }
    return isTooLarge(failure) ? HttpStatus.PAYLOAD_TOO_LARGE_413 : status(failure.kind());
  }

  /** Returns what a failure is in words that may be shown to anybody. */
  static String text(Failure failure) {
    if (failure.cause() instanceof LimitedRequest.BodyTooSlowException) {
      return "the body came too slowly";
    }
    if (status(failure) == HttpStatus.LENGTH_REQUIRED_411) {
      return "a script needs the length of the body";
    }
    return isTooLarge(failure) ? "the body is too large" : text(failure.kind());
  }

  private static boolean isTooLarge(Failure failure) {
    return failure.cause() instanceof LimitedRequest.BodyTooLargeException;
  }

  /** Returns the status of a request whose last attempt failed in this way. */
  static int status(Failure.Kind kind) {
    return switch (kind) {
      case CONNECT, BROKEN, PROTOCOL -> HttpStatus.BAD_GATEWAY_502;
      case CONNECT_TIMEOUT, WRITE_TIMEOUT, READ_TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT_504;
      case CLIENT -> HttpStatus.BAD_REQUEST_400;
    };
  }

  /** Returns what a failure of a kind is in such words. */
  static String text(Failure.Kind kind) {
    return switch (kind) {
      case CONNECT -> "the backend could not be reached";
      case CONNECT_TIMEOUT -> "the backend could not be reached in time";
      case WRITE_TIMEOUT -> "the backend stopped reading the request";
      case READ_TIMEOUT -> "the backend did not answer in time";
      case BROKEN -> "the backend broke off";
      case PROTOCOL -> "the backend's answer is not valid";
      case CLIENT -> "the request could not be read";
    };
  }

  /**
   * Answers with a line of text, or the page for that status. The fields set so far are dropped.
   *
   * @param pages what is shown in the place of errors
   * @param retryAfter value of {@code Retry-After}; zero omits it
   * @param fields changes the fields at last
   */
  static void write(
      Response response,
      ErrorPages pages,
      int status,
      String text,
      Duration retryAfter,
      Runnable fields,
      Callback callback) {
    boolean close = response.getHeaders().contains(HttpHeader.CONNECTION, "close");
    LocalAnswer page = pages.own(status);
    response.reset();
    response.setStatus(page == null ? status : page.status());
    if (close) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (page == null) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    } else {
      page.fields().forEach(response.getHeaders()::put);
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (!retryAfter.isZero()) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
    }
    fields.run();
    if (page != null) {
      send(response, page.body(), callback);
      return;
    }
    boolean bodiless = status < 200 || status == 204 || status == 304;
    send(
        response,
        bodiless ? "" : status + " " + HttpStatus.getMessage(status) + ": " + text + "\n",
        callback);
  }

  /**
   * Answers with what the program says. The fields set so far are dropped.
   *
   * @param fields changes the fields at last
   */
  static void write(Response response, LocalAnswer answer, Runnable fields, Callback callback) {
    boolean close = response.getHeaders().contains(HttpHeader.CONNECTION, "close");
    response.reset();
    response.setStatus(answer.status());
    if (close) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    answer.fields().forEach(response.getHeaders()::add);
    fields.run();
    int status = answer.status();
    send(
        response,
        status == 204 || status == 304 ? BufferUtil.EMPTY_BUFFER : answer.body(),
        callback);
  }

  private static void send(Response response, String text, Callback callback) {
    send(response, StandardCharsets.UTF_8.encode(text), callback);
  }

  private static void send(Response response, ByteBuffer body, Callback callback) {
    if (body.hasRemaining()) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    }
    response.write(true, body, callback);
  }

  /** Returns what is said with a status when there is nothing more to say. */
  static String text(int status) {
    return switch (status) {
      case HttpStatus.NOT_FOUND_404 -> "there is nothing here";
      case HttpStatus.SERVICE_UNAVAILABLE_503 -> "not available now";
      case HttpStatus.METHOD_NOT_ALLOWED_405 -> "the method is not allowed";
      default -> "answered by the proxy";
    };
  }
}
