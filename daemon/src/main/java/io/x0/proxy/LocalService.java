package io.x0.proxy;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Something that answers requests in the place of a backend. Thread-safe. */
@FunctionalInterface
public interface LocalService {
  /**
   * Answers a request, now or later, and completes {@code callback} then. It must not block.
   *
   * @param response the answer; what the configuration does to header fields happens when it is
   *     written
   */
  void serve(Request request, Response response, Callback callback);
}
