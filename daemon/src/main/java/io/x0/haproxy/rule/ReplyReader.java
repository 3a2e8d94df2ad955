package io.x0.haproxy.rule;

import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a client is answered by a rule. Stateless but for what it looks things up in. */
final class ReplyReader {
  private static final java.util.regex.Pattern FIELD_NAME =
      java.util.regex.Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  private final Lookup lookup;

  ReplyReader(Lookup lookup) {
    this.lookup = lookup;
  }

  OptionalInt denyStatus(Arguments arguments) throws NotEvaluableException {
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

  String realm(Arguments arguments) throws NotEvaluableException {
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
  Action redirect(Arguments arguments) throws NotEvaluableException {
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

  Action answer(Arguments arguments) throws NotEvaluableException {
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

  static String fieldName(Arguments arguments) throws NotEvaluableException {
    String name = arguments.next("the name of a field");
    if (!FIELD_NAME.matcher(name).matches()) {
      throw new NotEvaluableException("'" + name + "' is not the name of a field");
    }
    return name;
  }

  private Template template(Arguments arguments) throws NotEvaluableException {
    return Template.read(arguments.next("a value"), lookup);
  }
}
