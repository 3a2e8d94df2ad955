package io.x0.haproxy;

import io.x0.haproxy.model.StatsPage;
import io.x0.haproxy.rule.Evaluation;
import io.x0.haproxy.rule.Reply;
import java.util.Optional;

/** What becomes of a request. */
public sealed interface Decision {
  /**
   * It goes to a director.
   *
   * @param backend the name of the HAProxy backend
   * @param director the name of the director
   * @param hashKey what decides among backends when the scheduler is hash, or empty
   * @param preferred the backend that the sticky cookie names, or empty
   * @param evaluation what the rules have changed, and the rules for the answer
   */
  record Forward(
      String frontend,
      String backend,
      String director,
      Optional<String> hashKey,
      Optional<String> preferred,
      Evaluation evaluation)
      implements Decision {}

  /** The rules answer it. */
  record Answer(Reply reply) implements Decision {}

  /** It is a question whether the service runs: 200. */
  record Alive() implements Decision {}

  /** It gets the page of statistics. */
  record Stats(StatsPage page) implements Decision {}

  /** Nothing can take it: 503. */
  record Unavailable(String why) implements Decision {}
}
