package io.x0.haproxy.model;

import io.x0.haproxy.rule.Condition;
import io.x0.haproxy.rule.Route;
import io.x0.haproxy.rule.Rule;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy does with requests and answers, in the order in which HAProxy does it. Immutable.
 *
 * @param requestRules sets of rules; an allow ends its set
 * @param answerRules the same for answers
 * @param routes where requests go; the first that holds decides
 * @param defaultBackend where they go when none holds, or empty
 * @param monitorUri the path that is answered 200, or empty
 * @param monitorFail when it is answered 503
 */
public record Traffic(
    List<List<Rule>> requestRules,
    List<List<Rule>> answerRules,
    List<Route> routes,
    Optional<Route> defaultBackend,
    String monitorUri,
    List<Condition> monitorFail) {
  public Traffic {
    requestRules = List.copyOf(requestRules);
    answerRules = List.copyOf(answerRules);
    routes = List.copyOf(routes);
    monitorFail = List.copyOf(monitorFail);
  }
}
