package io.x0.modules.haproxy;

import io.x0.haproxy.Decision;
import io.x0.haproxy.rule.Evaluation;
import io.x0.haproxy.rule.Reply;
import io.x0.haproxy.sample.RequestView;
import io.x0.haproxy.sample.ResponseView;
import io.x0.proxy.Exchange;
import io.x0.proxy.LocalAnswer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** One request on its way to a backend, and its answer on the way back. One thread at a time. */
final class Forwarding {
  private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");

  private final HaproxyService service;
  private final Frontend frontend;
  private final Decision.Forward forward;
  private boolean hasCookie;

  Forwarding(HaproxyService service, Frontend frontend, Decision.Forward forward) {
    this.service = service;
    this.frontend = frontend;
    this.forward = forward;
  }

  /**
   * Changes the request that goes to the backend.
   *
   * @param original as the client sent it
   */
  void changeRequest(Exchange exchange, RequestView original) {
    Evaluation evaluation = forward.evaluation();
    RequestView changed = evaluation.request();
    String target = target(changed);
    if (!target.equals(target(original))) {
      exchange.edits().target(Targets.escaped(target));
    }
    if (!changed.method().equals(original.method()) && METHOD.matcher(changed.method()).matches()) {
      exchange.edits().method(changed.method());
    }
    ForwardedAddress address = service.forwarded(frontend, forward.backend());
    Optional<StickySession> session = service.session(forward.backend());
    hasCookie = session.isPresent() && original.cookie(session.get().cookie().name()).isPresent();
    exchange
        .edits()
        .fields(
            fields -> {
              FieldEdits.onRequest(evaluation.requestEdits(), fields);
              address.apply(changed, fields);
              session.ifPresent(s -> s.onRequest(fields));
            });
  }

  private static String target(RequestView request) {
    return request.query().map(q -> request.path() + "?" + q).orElse(request.path());
  }

  /**
   * Changes the answer that came from the backend.
   *
   * @return what is answered instead, or null
   */
  @Nullable LocalAnswer changeAnswer(Exchange exchange, Response head) {
    Optional<Reply> reply = service.router().answered(forward, new AnswerHead(head));
    if (reply.isPresent()) {
      return instead(exchange, reply.get());
    }
    String server = exchange.backendName();
    if (server != null) {
      service
          .session(forward.backend())
          .ifPresent(s -> s.onAnswer(server, forward.preferred(), hasCookie, head.getHeaders()));
    }
    FieldEdits.onAnswer(forward.evaluation().responseEdits(), head.getHeaders());
    // Statuses without a body are left to the backend: it knows whether it sends one.
    forward
        .evaluation()
        .responseStatus()
        .ifPresent(
            status -> {
              if (status != 204 && status != 304) {
                head.setStatus(status);
              }
            });
    return null;
  }

  private static LocalAnswer instead(Exchange exchange, Reply reply) {
    if (reply instanceof Reply.Redirect redirect) {
      return Replies.redirect(redirect);
    } else if (reply instanceof Reply.Answer answer) {
      return Replies.of(answer);
    } else if (reply instanceof Reply.Refuse refuse) {
      return refusal(exchange, refuse.status());
    }
    return refusal(exchange, 502);
  }

  private static LocalAnswer refusal(Exchange exchange, int status) {
    return exchange.error(
        status, Replies.error(status, "The server's answer is refused by rules."));
  }

  /** The head of an answer, for the rules. */
  private record AnswerHead(Response head) implements ResponseView {
    @Override
    public int status() {
      return head.getStatus();
    }

    @Override
    public List<String> headers(String name) {
      return head.getHeaders().getValuesList(name);
    }
  }
}
