package io.x0.haproxy;

import io.x0.haproxy.rule.Action;
import io.x0.haproxy.sample.NotEvaluableException;
import java.util.Locale;
import java.util.Optional;

/** Actions in the words of Flow. Stateless. */
final class FlowAction {
  private FlowAction() {}

  /**
   * Returns a statement of Flow that ends a request as an action does.
   *
   * @throws NotEvaluableException if Flow cannot say it
   */
  static String of(Action action) throws NotEvaluableException {
    if (action instanceof Action.Deny deny) {
      return "return " + deny.status() + ";";
    } else if (action instanceof Action.Drop) {
      return "return 403;  # HAProxy closes the connection";
    } else if (action instanceof Action.Tarpit tarpit) {
      return "return " + tarpit.status() + ";  # HAProxy waits before";
    } else if (action instanceof Action.Authenticate) {
      return "return 401;  # HAProxy asks for a password";
    } else if (action instanceof Action.Redirect redirect) {
      return redirect(redirect);
    } else if (action instanceof Action.Answer answer) {
      return answer(answer);
    }
    throw new NotEvaluableException("Flow has no statement for it");
  }

  /** Returns what stands in comments for an action. */
  static String name(Action action) {
    if (action instanceof Action.EditHeader edit) {
      return edit.operation().name().toLowerCase(Locale.ROOT) + " header " + edit.name();
    }
    return action.getClass().getSimpleName();
  }

  private static String redirect(Action.Redirect redirect) throws NotEvaluableException {
    String target =
        redirect
            .target()
            .constant()
            .orElseThrow(() -> new NotEvaluableException("the target depends on the request"));
    String rest = redirect.dropQuery() ? "#{req.path}" : "#{req.url}";
    String to =
        switch (redirect.base()) {
          case LOCATION -> FlowText.quoted(target);
          case PREFIX -> "\"" + (target.equals("/") ? "" : FlowText.inside(target)) + rest + "\"";
          case SCHEME -> "\"" + FlowText.inside(target) + "://#{req.header('Host')}#{req.url}\"";
        };
    String cookie = redirect.setCookie().isPresent() ? "  # without its cookie" : "";
    return "redirect " + to + ", " + redirect.code() + ";" + cookie;
  }

  private static String answer(Action.Answer answer) throws NotEvaluableException {
    Optional<String> body = answer.body().constant();
    if (body.isEmpty() || !answer.fields().isEmpty()) {
      throw new NotEvaluableException("Flow answers with fixed texts only");
    }
    if (answer.status() == 200 && !body.get().isEmpty()) {
      return "echo " + FlowText.quoted(body.get()) + ";";
    }
    String lost = body.get().isEmpty() ? "" : "  # without its text";
    return "return " + answer.status() + ";" + lost;
  }
}
