package io.x0.haproxy.rule;

import com.google.re2j.Matcher;
import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.Facts;
import io.x0.haproxy.sample.RequestView;
import io.x0.haproxy.sample.ResponseView;
import io.x0.haproxy.sample.Template;
import io.x0.haproxy.sample.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * The rules that run for one request, and what they have changed so far. One thread at a time:
 * first for the request, then for the answer.
 */
public final class Evaluation implements Facts {
  private final EditedRequest request;
  private final ToIntFunction<String> usableServers;
  private final Map<String, Value> variables = new HashMap<>();
  private final EditedFields responseFields = new EditedFields();
  private Optional<ResponseView> response = Optional.empty();
  private OptionalInt status = OptionalInt.empty();

  /**
   * @param request as the client sent it
   * @param usableServers how many servers of a backend could take a request now
   */
  public Evaluation(RequestView request, ToIntFunction<String> usableServers) {
    this.request = new EditedRequest(request);
    this.usableServers = usableServers;
  }

  @Override
  public RequestView request() {
    return request;
  }

  @Override
  public Optional<ResponseView> response() {
    return response;
  }

  @Override
  public Optional<Value> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  @Override
  public int usableServers(String backend) {
    return usableServers.applyAsInt(backend);
  }

  /** Returns what the rules have made of the header of the request, in order. */
  public List<HeaderEdit> requestEdits() {
    return request.fields().edits();
  }

  /** Returns what the rules have made of the header of the answer, in order. */
  public List<HeaderEdit> responseEdits() {
    return responseFields.edits();
  }

  /** Returns the status that the rules have put in the place of the backend's, or empty. */
  public OptionalInt responseStatus() {
    return status;
  }

  /** Says what the backend has answered, for the rules that follow. */
  public void answered(ResponseView view) {
    response = Optional.of(view);
  }

  /** Runs the rules of a set in order. Returns the reply of the first that ends the request. */
  public Optional<Reply> run(List<Rule> rules) {
    for (Rule rule : rules) {
      if (rule.condition().holds(this)) {
        if (rule.action() instanceof Action.Allow) {
          return Optional.empty();
        }
        Optional<Reply> reply = apply(rule.action());
        if (reply.isPresent()) {
          return reply;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Reply> apply(Action action) {
    if (action instanceof Action.Deny deny) {
      return Optional.of(new Reply.Refuse(deny.status()));
    } else if (action instanceof Action.Drop) {
      return Optional.of(new Reply.Close());
    } else if (action instanceof Action.Tarpit tarpit) {
      return Optional.of(new Reply.Delay(tarpit.status()));
    } else if (action instanceof Action.Authenticate authenticate) {
      return Optional.of(new Reply.Challenge(authenticate.realm()));
    } else if (action instanceof Action.Metrics) {
      return Optional.of(new Reply.Metrics());
    } else if (action instanceof Action.Redirect redirect) {
      return Optional.of(
          new Reply.Redirect(redirect.code(), location(redirect), redirect.setCookie()));
    } else if (action instanceof Action.Answer answer) {
      return Optional.of(
          new Reply.Answer(
              answer.status(),
              answer.contentType(),
              answer.body().render(this),
              answer.fields().stream()
                  .map(f -> new HeaderEdit(HeaderEdit.Operation.ADD, f.name(), line(f.value())))
                  .toList()));
    }
    change(action);
    return Optional.empty();
  }

  private void change(Action action) {
    if (action instanceof Action.EditHeader edit) {
      EditedFields fields = response.isPresent() ? responseFields : request.fields();
      fields.add(new HeaderEdit(edit.operation(), edit.name(), line(edit.value())));
    } else if (action instanceof Action.ReplaceHeader replace) {
      replace(replace);
    } else if (action instanceof Action.SetTarget set) {
      request.set(set.part(), line(set.value()));
    } else if (action instanceof Action.ReplacePath replace) {
      String before = replace.withQuery() ? request.pathAndQuery() : request.path();
      Matcher matcher = replace.pattern().matcher(before);
      // HAProxy puts the replacement in the place of the whole text, not of the match.
      if (matcher.find()) {
        request.set(
            replace.withQuery() ? Action.SetTarget.Part.PATH_AND_QUERY : Action.SetTarget.Part.PATH,
            clean(replace.replacement().of(matcher)));
      }
    } else if (action instanceof Action.SetVariable set) {
      Optional<Value> value = set.value().value(this);
      value.ifPresent(v -> variables.put(set.name(), v));
    } else if (action instanceof Action.UnsetVariable unset) {
      variables.remove(unset.name());
    } else if (action instanceof Action.SetStatus set) {
      status = OptionalInt.of(set.status());
    } else if (action instanceof Action.SetSource set) {
      set.address()
          .value(this)
          .flatMap(v -> v instanceof Value.Address a ? Optional.of(a.address()) : address(v.text()))
          .ifPresent(request::source);
    }
  }

  private static Optional<IpAddress> address(String text) {
    return IpAddress.parse(text.strip());
  }

  private void replace(Action.ReplaceHeader replace) {
    boolean onAnswer = response.isPresent();
    List<String> before =
        onAnswer
            ? responseFields.over(response.get()::headers, replace.name())
            : request.headers(replace.name());
    EditedFields fields = onAnswer ? responseFields : request.fields();
    boolean first = true;
    for (String value : before) {
      Matcher matcher = replace.pattern().matcher(value);
      String after = matcher.find() ? clean(replace.replacement().of(matcher)) : value;
      fields.add(
          new HeaderEdit(
              first ? HeaderEdit.Operation.SET : HeaderEdit.Operation.ADD, replace.name(), after));
      first = false;
    }
  }

  private String location(Action.Redirect redirect) {
    String target = line(redirect.target());
    return switch (redirect.base()) {
      case LOCATION -> target;
      case SCHEME -> clean(target + "://" + request.host() + request.pathAndQuery());
      case PREFIX -> {
        String path = redirect.dropQuery() ? request.path() : request.pathAndQuery();
        boolean slash = redirect.appendSlash() && redirect.dropQuery() && !path.endsWith("/");
        yield clean((target.equals("/") ? "" : target) + path + (slash ? "/" : ""));
      }
    };
  }

  private String line(Template template) {
    return clean(template.render(this));
  }

  /** What comes from a client must not end a line of a header. */
  private static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= ' ' && c != 0x7F) || c == '\t') {
        out.append(c);
      }
    }
    return out.toString();
  }
}
