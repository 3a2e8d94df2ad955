package io.x0.proxy;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** A change of header fields. What is given to the factories is made fit for the wire. */
@FunctionalInterface
public interface FieldEdit {
  /** Changes the fields. */
  void apply(HttpFields.Mutable fields);

  /** Returns what adds a field, beside those of the same name. */
  static FieldEdit add(String name, String value) {
    HttpField field = new HttpField(name, FieldText.clean(value));
    return fields -> fields.add(field);
  }

  /** Returns what adds to the value of a field, after {@code delimiter}, or sets it. */
  static FieldEdit append(String name, String value, String delimiter) {
    String more = FieldText.clean(value);
    String between = FieldText.clean(delimiter);
    return fields -> {
      List<String> before = fields.getValuesList(name);
      fields.put(name, before.isEmpty() ? more : String.join(between, before) + between + more);
    };
  }

  /** Returns what replaces all fields of a name. */
  static FieldEdit overwrite(String name, String value) {
    HttpField field = new HttpField(name, FieldText.clean(value));
    return fields -> fields.put(field);
  }

  /** Returns what removes all fields of a name. */
  static FieldEdit remove(String name) {
    return fields -> fields.remove(name);
  }
}
