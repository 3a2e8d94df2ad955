package io.x0.haproxy.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Changes of a header, in order. One thread. */
final class EditedFields {
  private final List<HeaderEdit> edits = new ArrayList<>();

  void add(HeaderEdit edit) {
    edits.add(edit);
  }

  List<HeaderEdit> edits() {
    return List.copyOf(edits);
  }

  /** Returns the lines of a field as they are after the changes. */
  List<String> over(Function<String, List<String>> header, String name) {
    List<String> lines = null;
    for (HeaderEdit edit : edits) {
      if (edit.name().equalsIgnoreCase(name)) {
        lines = lines == null ? new ArrayList<>(header.apply(name)) : lines;
        if (edit.operation() != HeaderEdit.Operation.ADD) {
          lines.clear();
        }
        if (edit.operation() != HeaderEdit.Operation.REMOVE) {
          lines.add(edit.value());
        }
      }
    }
    return lines == null ? header.apply(name) : lines;
  }
}
