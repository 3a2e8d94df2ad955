package io.x0.haproxy.model;

import io.x0.haproxy.rule.Rule;
import java.util.List;
import java.util.Map;

/**
 * The page of statistics of a proxy. Immutable.
 *
 * @param uri what it begins with
 * @param realm of its password
 * @param users passwords by name; no password is asked when there is none
 * @param rules who may see it
 */
public record StatsPage(String uri, String realm, Map<String, String> users, List<Rule> rules) {
  /** What HAProxy has by default. */
  public static final StatsPage DEFAULT =
      new StatsPage("/haproxy?stats", "HAProxy Statistics", Map.of(), List.of());

  public StatsPage {
    users = Map.copyOf(users);
    rules = List.copyOf(rules);
  }
}
