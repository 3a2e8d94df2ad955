package io.x0.admin;

import io.x0.time.Clock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the admin side for those who come over a listener. Thread-safe.
 *
 * <p>What is wrong with a request is found on the caller's thread, which takes no time. The rest is
 * done by a few threads of its own, for a bounded number of requests: threads that serve traffic
 * never work for the admin side, and however many come, the socket stays free.
 */
public final class RemoteAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteAdmin.class);

  /** Most requests at a time, from their first byte to the last of the answer. */
  static final int REQUESTS = 64;

  /** Most who listen to events over listeners; the socket has places besides. */
  static final int LISTENERS = 16;

  private static final int THREADS = 2;

  /** What every answer says, unless it says something itself. */
  private static final List<HttpField> SAFETY =
      List.of(
          new HttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          new HttpField("X-Content-Type-Options", "nosniff"),
          new HttpField("Referrer-Policy", "no-referrer"),
          new HttpField("Cross-Origin-Resource-Policy", "same-origin"));

  private final AdminHandler handler;
  private final WebPage page = new WebPage("./");
  private final ChangeRate rate;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger listeners = new AtomicInteger();
  private final ExecutorService executor = executor();

  RemoteAdmin(AdminHandler handler, Clock clock) {
    this.handler = handler;
    this.rate = new ChangeRate(clock);
  }

  private static ExecutorService executor() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        THREADS,
        task -> {
          Thread thread = new Thread(task, "x0-admin-remote-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  void close() {
    executor.shutdownNow();
  }

  /** Answers a request that {@code mount} covers. */
  public void serve(
      Request request, Response response, Callback callback, Visitor visitor, Mount mount) {
    Response safe = new Outside(request, response, mount);
    String path = request.getHttpURI().getCanonicalPath();
    String file = mount.hasPage() && isRead(request) ? path.substring(mount.base().length()) : null;
    boolean isPage = file != null && (file.isEmpty() || page.has(file.substring(1)));
    ApiException refusal = SameSite.refusal(request, visitor.hosts(), isPage);
    if (refusal == null && !visitor.mayChange() && !ChangeRate.isRead(request.getMethod())) {
      refusal = readOnly();
    }
    if (refusal != null) {
      refuse(safe, refusal, callback);
    } else if (file != null && isPage) {
      servePage(file, request, safe, callback);
    } else {
      serveApi(request, safe, callback, visitor, mount.inside(path));
    }
  }

  private static boolean isRead(Request request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private static ApiException readOnly() {
    return new ApiException(
        HttpStatus.FORBIDDEN_403,
        "read-only here: to change something, log in (auth.require) or be let in by access.allow or"
            + " access.deny_except before director.api, or use x0ctl on the machine",
        null);
  }

  private static void refuse(Response response, ApiException refusal, Callback callback) {
    // Its body, if it has one, is not read.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    AdminHandler.write(response, refusal, callback);
  }

  private void servePage(String file, Request request, Response response, Callback callback) {
    if (file.isEmpty()) {
      String path = request.getHttpURI().getCanonicalPath();
      // Seen from the folder it is in, so that it holds behind a proxy that changes the path.
      Response.sendRedirect(
          request, response, callback, path.substring(path.lastIndexOf('/') + 1) + "/");
    } else {
      var unused = page.serve(file.substring(1), request, response, callback);
    }
  }

  private void serveApi(
      Request request, Response response, Callback callback, Visitor visitor, String path) {
    boolean isStream = isRead(request) && EventStream.isAccepted(request);
    AtomicInteger count = isStream ? listeners : requests;
    if (count.incrementAndGet() > (isStream ? LISTENERS : REQUESTS)) {
      count.decrementAndGet();
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      refuse(response, tooMany(), callback);
      return;
    }
    Callback counted = Callback.from(callback, count::decrementAndGet);
    long wait = rate.take(request.getMethod(), visitor.who());
    if (wait > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, wait);
      refuse(response, ChangeRate.refusal(visitor.who(), wait), counted);
      return;
    }
    var unused =
        BodyReader.read(request)
            .whenComplete(
                (body, failure) -> {
                  if (failure != null) {
                    refuse(response, AdminHandler.problem(request, failure), counted);
                  } else {
                    execute(inside(request, body, path, visitor), response, counted);
                  }
                });
  }

  private static Request inside(Request request, byte[] body, String path, Visitor visitor) {
    HttpURI uri = HttpURI.build(request.getHttpURI()).path(path).asImmutable();
    Request inside = new BufferedRequest(Request.serveAs(request, uri), body);
    Caller.note(inside, visitor.who(), null);
    return inside;
  }

  private void execute(Request request, Response response, Callback callback) {
    try {
      executor.execute(() -> handle(request, response, callback));
    } catch (RejectedExecutionException e) {
      refuse(response, tooMany(), callback);
    }
  }

  private void handle(Request request, Response response, Callback callback) {
    try {
      handler.handle(request, response, callback);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
      callback.failed(e);
    }
  }

  private static ApiException tooMany() {
    return new ApiException(
        HttpStatus.SERVICE_UNAVAILABLE_503,
        "too many use the admin side over listeners: try again later, or use x0ctl on the machine",
        null);
  }

  /** An answer that says where things are outside, and what a browser may do with it. */
  private static final class Outside extends Response.Wrapper {
    private final Mount mount;
    private boolean hasBegun;

    Outside(Request request, Response wrapped, Mount mount) {
      super(request, wrapped);
      this.mount = mount;
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
      if (!hasBegun) {
        hasBegun = true;
        HttpFields.Mutable fields = getHeaders();
        SAFETY.stream().filter(f -> !fields.contains(f.getName())).forEach(fields::add);
        String location = fields.get(HttpHeader.LOCATION);
        if (location != null && location.startsWith("/director")) {
          fields.put(HttpHeader.LOCATION, mount.outside(location));
        }
      }
      super.write(last, content, callback);
    }
  }
}
