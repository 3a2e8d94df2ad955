package io.x0.modules.haproxy;

import io.x0.director.Director;
import io.x0.haproxy.Decision;
import io.x0.haproxy.rule.Reply;
import io.x0.haproxy.sample.RequestView;
import io.x0.proxy.ErrorPage;
import io.x0.proxy.Exchange;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Does with the requests of one frontend what the rules decide. Thread-safe. */
final class Serving {
  private static final Duration TARPIT = Duration.ofSeconds(5);

  private final HaproxyService service;
  private final Frontend frontend;
  private final StatsPages pages;
  private final Map<Integer, ErrorPage> errors;

  Serving(HaproxyService service, Frontend frontend, StatsPages pages) {
    this.service = service;
    this.frontend = frontend;
    this.pages = pages;
    this.errors = Errors.of(frontend.proxy());
  }

  /** Answers a request, now or later. */
  void serve(Exchange exchange) {
    frontend.enter(exchange);
    Errors.show(errors, exchange);
    RequestView request = new ClientRequest(exchange.request());
    Decision decision = service.router().decide(frontend.name(), request, service::usable);
    if (decision instanceof Decision.Forward forward) {
      forward(exchange, request, forward);
    } else if (decision instanceof Decision.Answer answer) {
      answer(exchange, answer.reply());
    } else if (decision instanceof Decision.Alive) {
      frontend.stats().intercept();
      exchange.respond(Replies.alive());
    } else if (decision instanceof Decision.Stats stats) {
      frontend.stats().intercept();
      String uri = exchange.request().getHttpURI().getPathQuery();
      exchange.respond(
          pages.page(uri.substring(Math.min(uri.length(), stats.page().uri().length()))));
    } else {
      exchange.respond(503);
    }
  }

  private void forward(Exchange exchange, RequestView request, Decision.Forward forward) {
    Optional<Director> director = service.director(forward.director());
    if (director.isEmpty()) {
      exchange.respond(503);
      return;
    }
    Errors.show(service.errors(forward.backend()), exchange);
    Forwarding forwarding = new Forwarding(service, frontend, forward);
    forwarding.changeRequest(exchange, request);
    exchange.filterAnswer(head -> forwarding.changeAnswer(exchange, head));
    forward.hashKey().ifPresent(exchange::hash);
    forward.preferred().ifPresent(exchange::prefer);
    exchange.balance(director.get());
  }

  private void answer(Exchange exchange, Reply reply) {
    if (reply instanceof Reply.Refuse refuse) {
      frontend.stats().deny();
      refuse(exchange, refuse.status());
    } else if (reply instanceof Reply.Close) {
      frontend.stats().deny();
      exchange.drop();
    } else if (reply instanceof Reply.Delay delay) {
      frontend.stats().deny();
      exchange.after(tarpit(), () -> refuse(exchange, delay.status()));
    } else if (reply instanceof Reply.Metrics) {
      frontend.stats().intercept();
      exchange.respond(pages.metrics());
    } else if (reply instanceof Reply.Challenge challenge) {
      exchange.respond(
          Replies.challenge(challenge.realm().isEmpty() ? frontend.name() : challenge.realm()));
    } else if (reply instanceof Reply.Redirect redirect) {
      exchange.respond(Replies.redirect(redirect));
    } else if (reply instanceof Reply.Answer answer) {
      exchange.respond(Replies.of(answer));
    }
  }

  private Duration tarpit() {
    Duration connect = frontend.proxy().timeouts().getOrDefault("connect", TARPIT);
    return frontend.proxy().timeouts().getOrDefault("tarpit", connect);
  }

  private static void refuse(Exchange exchange, int status) {
    exchange.respond(
        exchange.error(status, Replies.error(status, "Request refused by administrative rules.")));
  }
}
