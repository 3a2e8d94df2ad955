package io.x0.proxy;

import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Looks at the head of a backend's answer before the client does. Must not block or write. */
@FunctionalInterface
public interface AnswerFilter {
  /**
   * May change the status and the header fields.
   *
   * @return what is answered instead, or null
   */
  @Nullable LocalAnswer filter(Response head);
}
