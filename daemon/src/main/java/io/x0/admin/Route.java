package io.x0.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A resource of the API: where it is, and what its verbs do. Immutable.
 *
 * @param template its path, with a name in braces for each segment that somebody else named; a
 *     final slash, which may be left out, marks a collection
 * @param operations what there is to do, one for each verb
 */
record Route(String template, List<Operation> operations) {
  Route {
    operations = List.copyOf(operations);
    if (operations.stream().map(Operation::method).distinct().count() != operations.size()) {
      throw new IllegalArgumentException("a verb twice: " + template);
    }
  }

  /** Declares a resource. */
  static Route at(String template, Operation... operations) {
    return new Route(template, List.of(operations));
  }

  /** Returns the names in a path if it is one of this resource. */
  Optional<Map<String, String>> match(List<String> path) {
    List<String> wanted = segments(template);
    if (wanted.size() != path.size()) {
      return Optional.empty();
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (segment.startsWith("{")) {
        if (path.get(i).isEmpty()) {
          return Optional.empty();
        }
        names.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(names);
  }

  /** Returns the names of the variable segments of the template. */
  List<String> variables() {
    return segments(template).stream()
        .filter(segment -> segment.startsWith("{"))
        .map(segment -> segment.substring(1, segment.length() - 1))
        .toList();
  }

  private static List<String> segments(String template) {
    return Arrays.asList(template.substring(1).split("/"));
  }

  /** Returns the operation of a method; that of HEAD is that of GET. */
  Optional<Operation> operation(String method) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    return operations.stream().filter(o -> o.method().equals(wanted)).findFirst();
  }

  /** Returns the methods there are, in the form of the header {@code Allow}. */
  String allow() {
    return String.join(", ", methods());
  }

  /** Returns the methods there are. */
  List<String> methods() {
    List<String> methods = new ArrayList<>();
    for (Operation operation : operations) {
      methods.add(operation.method());
      if (operation.isRead()) {
        methods.add("HEAD");
      }
    }
    methods.add("OPTIONS");
    return methods;
  }
}
