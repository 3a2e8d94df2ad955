package io.x0.proxy;

import io.x0.cache.CacheSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the program changes in the request on its way to the backend. The client's own request stays
 * as it came. Confined to the thread that runs the program, and read-only afterwards.
 */
public final class RequestEdits {
  private final List<FieldEdit> fields = new ArrayList<>(0);
  private UnaryOperator<CacheSettings> cacheEdit = UnaryOperator.identity();
  private @Nullable String method;
  private @Nullable String target;

  RequestEdits() {}

  /** Changes header fields, after those of earlier calls. */
  public void fields(FieldEdit edit) {
    fields.add(edit);
  }

  /** Sends another method. */
  public void method(String value) {
    method = value;
  }

  /**
   * Asks for something else.
   *
   * @param value path and query, as they go on the wire
   */
  public void target(String value) {
    target = value;
  }

  /** Changes how the cache of a director treats the request, after earlier calls. */
  public void cache(UnaryOperator<CacheSettings> edit) {
    UnaryOperator<CacheSettings> before = cacheEdit;
    cacheEdit = settings -> edit.apply(before.apply(settings));
  }

  /** Returns how the cache is to treat the request. */
  CacheSettings cache(CacheSettings settings) {
    return cacheEdit.apply(settings);
  }

  String method(Request request) {
    return method == null ? request.getMethod() : method;
  }

  String target(Request request) {
    return target == null ? request.getHttpURI().getPathQuery() : target;
  }

  HttpFields apply(HttpFields original) {
    if (fields.isEmpty()) {
      return original;
    }
    HttpFields.Mutable changed = HttpFields.build(original);
    fields.forEach(edit -> edit.apply(changed));
    return changed;
  }
}
