package io.x0.admin;

import io.x0.admin.stream.EventFeed;
import io.x0.admin.stream.Wanted;
import io.x0.common.InvalidValueException;
import io.x0.director.Directors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Events over HTTP as they happen, for those who accept {@code text/event-stream}. Thread-safe. */
final class EventStream {
  static final String TYPE = "text/event-stream";
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final EventFeed feed;
  private final Directors directors;

  EventStream(EventFeed feed, Directors directors) {
    this.feed = feed;
    this.directors = directors;
  }

  /** Returns whether a client takes events as they happen. */
  static boolean isAccepted(Request request) {
    return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT).stream()
        .anyMatch(accepted -> accepted.equalsIgnoreCase(TYPE));
  }

  /**
   * Begins to tell.
   *
   * @throws ApiException if that is not possible; nothing is written then
   */
  void open(Request request, List<String> path, Response response, Callback callback) {
    Map<String, String> query = Parameters.read(request, new byte[0]).settings();
    String director = path.size() == 3 ? path.get(1) : query.get("director");
    if (director != null && directors.find(director).isEmpty()) {
      throw new ApiException(404, "no director " + director, null);
    }
    Wanted wanted =
        new Wanted(
            director,
            hasStats(query),
            request.getHeaders().get(LAST_EVENT_ID),
            Caller.of(request).isRemote());
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    // A proxy between may hold back what it thinks is a page.
    response.getHeaders().put(new HttpField("X-Accel-Buffering", "no"));
    if (HttpMethod.HEAD.is(request.getMethod())) {
      response.write(true, ByteBuffer.allocate(0), callback);
      return;
    }
    // It may be silent for as long as it likes, and so may its client.
    request.addIdleTimeoutListener(timeout -> false);
    if (!feed.listen(wanted, response, callback)) {
      response.reset();
      throw new ApiException(
          503, EventFeed.LISTENERS + " listen already: close one, or try again later", null);
    }
  }

  private static boolean hasStats(Map<String, String> query) {
    @Nullable String wanted = query.get("stats");
    if (wanted == null || wanted.equals("true")) {
      return true;
    }
    if (wanted.equals("false")) {
      return false;
    }
    throw new InvalidValueException("stats", wanted, "true or false");
  }
}
