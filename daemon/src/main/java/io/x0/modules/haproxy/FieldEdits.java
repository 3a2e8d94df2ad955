package io.x0.modules.haproxy;

import io.x0.haproxy.rule.HeaderEdit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;

/** Carries out changes of header fields. Stateless. */
final class FieldEdits {
  /** How a message is framed is the proxy's business: a rule on it would smuggle. */
  private static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** What x0 says of itself to a backend unless the rules say something else. */
  private static final Set<String> OWN =
      Set.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto");

  private FieldEdits() {}

  /** Changes the fields of a request. */
  static void onRequest(List<HeaderEdit> edits, HttpFields.Mutable fields) {
    Set<String> replaced = new HashSet<>();
    for (HeaderEdit edit : edits) {
      String name = edit.name().toLowerCase(Locale.ROOT);
      if (OWN.contains(name) && replaced.add(name)) {
        fields.remove(edit.name());
      }
      apply(edit, fields);
    }
  }

  /** Changes the fields of an answer. */
  static void onAnswer(List<HeaderEdit> edits, HttpFields.Mutable fields) {
    edits.forEach(edit -> apply(edit, fields));
  }

  /** Puts lines in the place of all lines of a field. */
  static void replace(String name, List<String> lines, HttpFields.Mutable fields) {
    fields.remove(name);
    lines.forEach(line -> fields.add(name, line));
  }

  private static void apply(HeaderEdit edit, HttpFields.Mutable fields) {
    if (FRAMING.contains(edit.name().toLowerCase(Locale.ROOT))) {
      return;
    }
    switch (edit.operation()) {
      case SET -> fields.put(edit.name(), edit.value());
      case ADD -> fields.add(edit.name(), edit.value());
      case REMOVE -> fields.remove(edit.name());
    }
  }
}
