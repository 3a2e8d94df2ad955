package io.x0.admin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All resources of the API and what their verbs do. Requests are led by this table, and the
 * document that describes the API is made of it. Immutable.
 *
 * @param all the resources, in the order in which they are told about
 */
record Routes(List<Route> all) {
  /**
   * What a request means.
   *
   * @param route the resource
   * @param names the names in its path, by what the template calls them
   */
  record Match(Route route, Map<String, String> names) {
    /** Returns the operation of a method; fails with 405 if there is none. */
    Operation operation(String method) {
      return route
          .operation(method)
          .orElseThrow(() -> ApiException.notAllowed(method, route.methods()));
    }
  }

  Routes {
    all = List.copyOf(all);
  }

  /**
   * Returns the resource at a path; fails with 404 if there is none.
   *
   * @param path the decoded segments; a last empty one stands for a final slash, which means
   *     nothing
   */
  Match find(List<String> path) {
    boolean hasSlash = path.size() > 1 && path.get(path.size() - 1).isEmpty();
    List<String> segments = hasSlash ? path.subList(0, path.size() - 1) : path;
    for (Route route : all) {
      Optional<Map<String, String>> names = route.match(segments);
      if (names.isPresent()) {
        return new Match(route, names.get());
      }
    }
    throw new ApiException(404, "no such resource: /" + String.join("/", path), null);
  }

  /** Returns every method that some resource has, in the form of the header {@code Allow}. */
  String allow() {
    Set<String> methods = new LinkedHashSet<>();
    all.forEach(route -> methods.addAll(route.methods()));
    return String.join(", ", methods);
  }
}
