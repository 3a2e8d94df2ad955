package io.x0.haproxy.rule;

import com.google.re2j.Pattern;
import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Regexes;
import io.x0.haproxy.sample.Replacement;
import io.x0.haproxy.sample.SampleReader;
import io.x0.haproxy.sample.Template;
import java.util.List;

/** Reads what a rule does. Stateless but for what it looks things up in. */
final class ActionReader {
  private final Lookup lookup;
  private final ReplyReader replies;

  ActionReader(Lookup lookup) {
    this.lookup = lookup;
    replies = new ReplyReader(lookup);
  }

  /**
   * Returns what an action does.
   *
   * @param name the action
   * @param words what stands behind it, without the condition
   * @param onAnswer whether it is for the answer of a backend
   * @throws NotEvaluableException if x0 cannot do it
   */
  Action read(String name, List<String> words, boolean onAnswer) throws NotEvaluableException {
    Arguments arguments = new Arguments(words);
    Action action = action(name, arguments, onAnswer);
    arguments.end();
    return action;
  }

  private Action action(String name, Arguments arguments, boolean onAnswer)
      throws NotEvaluableException {
    return switch (name) {
      case "allow", "accept" -> new Action.Allow();
      case "deny" -> new Action.Deny(replies.denyStatus(arguments).orElse(onAnswer ? 502 : 403));
      case "tarpit" -> new Action.Tarpit(replies.denyStatus(arguments).orElse(500));
      case "reject", "silent-drop" -> new Action.Drop();
      case "auth" -> new Action.Authenticate(replies.realm(arguments));
      case "redirect" -> replies.redirect(arguments);
      case "return" -> replies.answer(arguments);
      case "use-service" -> service(arguments);
      case "set-header" -> edit(HeaderEdit.Operation.SET, arguments);
      case "add-header" -> edit(HeaderEdit.Operation.ADD, arguments);
      case "del-header" ->
          new Action.EditHeader(
              HeaderEdit.Operation.REMOVE, ReplyReader.fieldName(arguments), Template.fixed(""));
      case "replace-header" -> {
        String field = ReplyReader.fieldName(arguments);
        Pattern pattern = pattern(arguments);
        yield new Action.ReplaceHeader(field, pattern, replacement(arguments, pattern));
      }
      case "replace-path" -> replacePath(arguments, false);
      case "replace-pathq", "replace-uri" -> replacePath(arguments, true);
      case "set-path" -> target(Action.SetTarget.Part.PATH, arguments);
      case "set-pathq" -> target(Action.SetTarget.Part.PATH_AND_QUERY, arguments);
      case "set-query" -> target(Action.SetTarget.Part.QUERY, arguments);
      case "set-method" -> target(Action.SetTarget.Part.METHOD, arguments);
      case "set-uri" -> setUri(arguments);
      case "set-src" ->
          new Action.SetSource(SampleReader.read(arguments.next("an address"), lookup));
      case "set-status" -> setStatus(arguments);
      default -> variable(name, arguments);
    };
  }

  private static Action service(Arguments arguments) throws NotEvaluableException {
    if (arguments.next("the service").equals("prometheus-exporter")) {
      return new Action.Metrics();
    }
    throw new NotEvaluableException("x0 does not have this service");
  }

  private Action target(Action.SetTarget.Part part, Arguments arguments)
      throws NotEvaluableException {
    return new Action.SetTarget(part, template(arguments));
  }

  private static Action setStatus(Arguments arguments) throws NotEvaluableException {
    int status = arguments.status(200, 599);
    if (arguments.hasNext()) {
      arguments.skip(2, "reason");
    }
    return new Action.SetStatus(status);
  }

  private Action variable(String name, Arguments arguments) throws NotEvaluableException {
    if (name.endsWith(")")) {
      String variable = name.substring(name.indexOf('(') + 1, name.length() - 1).strip();
      if (name.startsWith("set-var(") && !variable.contains(",")) {
        return new Action.SetVariable(
            variable, SampleReader.read(arguments.next("a value"), lookup));
      }
      if (name.startsWith("unset-var(")) {
        return new Action.UnsetVariable(variable);
      }
    }
    throw new NotEvaluableException("x0 does not do this");
  }

  private Action edit(HeaderEdit.Operation operation, Arguments arguments)
      throws NotEvaluableException {
    return new Action.EditHeader(operation, ReplyReader.fieldName(arguments), template(arguments));
  }

  private Template template(Arguments arguments) throws NotEvaluableException {
    return Template.read(arguments.next("a value"), lookup);
  }

  private static Pattern pattern(Arguments arguments) throws NotEvaluableException {
    return Regexes.compile(arguments.next("a regular expression"), false);
  }

  private static Replacement replacement(Arguments arguments, Pattern pattern)
      throws NotEvaluableException {
    String text = arguments.next("a replacement");
    if (text.contains("%[")) {
      throw new NotEvaluableException("x0 replaces by fixed texts only");
    }
    return Replacement.of(text.replace("%%", "%"), pattern);
  }

  private static Action replacePath(Arguments arguments, boolean withQuery)
      throws NotEvaluableException {
    Pattern pattern = pattern(arguments);
    return new Action.ReplacePath(pattern, replacement(arguments, pattern), withQuery);
  }

  /** An absolute URI would send the request elsewhere in the eyes of HAProxy, but not of x0. */
  private Action setUri(Arguments arguments) throws NotEvaluableException {
    String text = arguments.next("a URI");
    if (!text.startsWith("/") && !text.startsWith("%[path") && !text.startsWith("%[url]")) {
      throw new NotEvaluableException("x0 sets paths and queries only");
    }
    return new Action.SetTarget(Action.SetTarget.Part.PATH_AND_QUERY, Template.read(text, lookup));
  }
}
