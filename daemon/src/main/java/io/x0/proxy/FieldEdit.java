package io.x0.proxy;

import org.eclipse.jetty.http.HttpFields;

/** A change of header fields. */
@FunctionalInterface
public interface FieldEdit {
  /** Changes the fields. */
  void apply(HttpFields.Mutable fields);
}
