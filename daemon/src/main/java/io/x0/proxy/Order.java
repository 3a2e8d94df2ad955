package io.x0.proxy;

import io.x0.director.Affinity;
import io.x0.proxy.upstream.Upstream;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a director. Immutable but for the body, which is read once.
 *
 * @param upstream the way to the backends
 * @param bucket the bucket it is counted in; empty means the root
 * @param affinity which backend it belongs to
 * @param client on whose behalf
 * @param method the HTTP method
 * @param target path and query, as they go on the wire
 * @param headers all fields but those that frame the body
 * @param body the body, or null when there is none
 * @param bodyLength its length in bytes, or -1 when it is not known
 * @param trailers what follows a body of unknown length, when that was read
 */
record Order(
    Upstream upstream,
    String bucket,
    Affinity affinity,
    Upstream.Client client,
    String method,
    String target,
    HttpFields headers,
    Content.@Nullable Source body,
    long bodyLength,
    Supplier<@Nullable HttpFields> trailers) {
  /** Returns the same with other fields. */
  Order with(HttpFields others) {
    return new Order(
        upstream, bucket, affinity, client, method, target, others, body, bodyLength, trailers);
  }
}
