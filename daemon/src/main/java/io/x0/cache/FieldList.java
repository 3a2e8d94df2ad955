package io.x0.cache;

import java.util.ArrayList;
import java.util.List;

/** The members of a field that is a list (RFC 9110 §5.6.1). Stateless. */
final class FieldList {
  private FieldList() {}

  /** Returns the members without the space around them; a comma within quotes separates nothing. */
  static List<String> members(String value) {
    List<String> members = new ArrayList<>();
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && isQuoted) {
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        members.add(value.substring(start, i).strip());
        start = i + 1;
      }
    }
    members.add(value.substring(start).strip());
    return members;
  }
}
