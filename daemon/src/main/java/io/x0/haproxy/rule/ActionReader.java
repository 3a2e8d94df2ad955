package io.x0.haproxy.rule;

import com.google.re2j.Pattern;
import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Regexes;
import io.x0.haproxy.sample.Replacement;
import io.x0.haproxy.sample.SampleReader;
import io.x0.haproxy.sample.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a rule does. Stateless but for what it looks things up in. */
final class ActionReader {
  private static final java.util.regex.Pattern FIELD_NAME =
      java.util.regex.Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  private final Lookup lookup;

  ActionReader(Lookup lookup) {
    this.lookup = lookup;
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
      case "deny" -> new Action.Deny(denyStatus(arguments).orElse(onAnswer ? 502 : 403));
      case "tarpit" -> new Action.Tarpit(denyStatus(arguments).orElse(500));
      case "reject", "silent-drop" -> new Action.Drop();
      case "auth" -> new Action.Authenticate(realm(arguments));
      case "redirect" -> redirect(arguments);
      case "return" -> answer(arguments);
      case "use-service" -> service(arguments);
      case "set-header" -> edit(HeaderEdit.Operation.SET, arguments);
      case "add-header" -> edit(HeaderEdit.Operation.ADD, arguments);
      case "del-header" ->
          new Action.EditHeader(
              HeaderEdit.Operation.REMOVE, fieldName(arguments), Template.fixed(""));
      case "replace-header" -> {
        String field = fieldName(arguments);
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

  private static OptionalInt denyStatus(Arguments arguments) throws NotEvaluableException {
    OptionalInt status = OptionalInt.empty();
    while (arguments.hasNext()) {
      String word = arguments.next("the next word");
      switch (word) {
        case "deny_status", "status" -> status = OptionalInt.of(arguments.status(200, 599));
        // The page is x0's own; the status is what matters.
        case "default-errorfiles" -> {}
        case "errorfile", "errorfiles", "content-type", "file", "lf-file", "string", "lf-string" ->
            arguments.skip(1, word);
        case "hdr" -> arguments.skip(2, word);
        default -> throw new NotEvaluableException("unexpected '" + word + "'");
      }
    }
    return status;
  }

  private static String realm(Arguments arguments) throws NotEvaluableException {
    if (!arguments.hasNext()) {
      return "";
    }
    String word = arguments.next("realm");
    if (!word.equals("realm")) {
      throw new NotEvaluableException("unexpected '" + word + "'");
    }
    return arguments.next("the realm");
  }

  /** Returns the redirection that words such as {@code location /x code 301} mean. */
  private Action redirect(Arguments arguments) throws NotEvaluableException {
    Action.Redirect.Base base = null;
    Template target = Template.fixed("");
    int code = 302;
    boolean dropQuery = false;
    boolean appendSlash = false;
    Optional<String> cookie = Optional.empty();
    while (arguments.hasNext()) {
      String word = arguments.next("the next word");
      switch (word) {
        case "location", "prefix", "scheme" -> {
          base = Action.Redirect.Base.valueOf(word.toUpperCase(Locale.ROOT));
          target = template(arguments);
        }
        case "code" -> {
          code = arguments.status(301, 308);
          if (!List.of(301, 302, 303, 307, 308).contains(code)) {
            throw new NotEvaluableException(code + " is not a redirection");
          }
        }
        case "drop-query" -> dropQuery = true;
        case "append-slash" -> appendSlash = true;
        case "ignore-empty" -> {}
        case "set-cookie" -> cookie = Optional.of(arguments.next("a cookie") + "; path=/;");
        case "clear-cookie" -> {
          String name = arguments.next("a cookie");
          cookie = Optional.of(name + (name.endsWith("=") ? "" : "=") + "; path=/; Max-Age=0;");
        }
        default -> throw new NotEvaluableException("unexpected '" + word + "'");
      }
    }
    if (base == null) {
      throw new NotEvaluableException("the target is missing");
    }
    return new Action.Redirect(base, target, code, dropQuery, appendSlash, cookie);
  }

  private Action answer(Arguments arguments) throws NotEvaluableException {
    int status = 200;
    String contentType = "";
    Template body = Template.fixed("");
    List<Action.Answer.Field> fields = new ArrayList<>();
    while (arguments.hasNext()) {
      String word = arguments.next("the next word");
      switch (word) {
        case "status" -> status = arguments.status(200, 599);
        case "content-type" -> contentType = arguments.next("a type");
        case "string" -> body = Template.fixed(arguments.next("a text"));
        case "lf-string" -> body = template(arguments);
        case "file" -> body = Template.fixed(file(arguments));
        case "lf-file" -> body = Template.read(file(arguments), lookup);
        case "default-errorfiles" -> {}
        case "hdr" ->
            fields.add(new Action.Answer.Field(fieldName(arguments), template(arguments)));
        default -> throw new NotEvaluableException("x0 does not answer with '" + word + "'");
      }
    }
    return new Action.Answer(status, contentType, body, fields);
  }

  private String file(Arguments arguments) throws NotEvaluableException {
    String path = arguments.next("a file");
    return lookup
        .file(path)
        .orElseThrow(() -> new NotEvaluableException("the file " + path + " cannot be read"));
  }

  private Action edit(HeaderEdit.Operation operation, Arguments arguments)
      throws NotEvaluableException {
    return new Action.EditHeader(operation, fieldName(arguments), template(arguments));
  }

  private Template template(Arguments arguments) throws NotEvaluableException {
    return Template.read(arguments.next("a value"), lookup);
  }

  private static String fieldName(Arguments arguments) throws NotEvaluableException {
    String name = arguments.next("the name of a field");
    if (!FIELD_NAME.matcher(name).matches()) {
      throw new NotEvaluableException("'" + name + "' is not the name of a field");
    }
    return name;
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
