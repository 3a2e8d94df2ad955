package io.x0.haproxy.sample;

import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.SampleReader.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What can be fetched from a request. Stateless. */
final class Fetches {
  private Fetches() {}

  /** Returns the fetch that a call names. */
  static Sample of(Call call, Lookup lookup) throws NotEvaluableException {
    return switch (call.name()) {
      case "path" -> text(call, 0, f -> Optional.of(f.request().path()));
      case "pathq", "url", "capture.req.uri" -> text(call, 0, f -> Optional.of(url(f.request())));
      case "base" -> text(call, 0, f -> Optional.of(f.request().host() + f.request().path()));
      case "query" -> text(call, 0, f -> f.request().query());
      case "method", "capture.req.method" -> text(call, 0, f -> Optional.of(f.request().method()));
      case "cook", "req.cook", "cookie" -> {
        String name = needed(call);
        yield text(call, 1, f -> f.request().cookie(name));
      }
      case "cook_cnt", "req.cook_cnt" -> {
        String name = needed(call);
        yield number(call, 1, f -> f.request().cookie(name).isPresent() ? 1 : 0);
      }
      case "url_param", "urlp" -> parameter(call);
      case "src" -> address(call, f -> f.request().sourceAddress());
      case "dst" -> address(call, f -> f.request().localAddress());
      case "src_port" -> number(call, 0, f -> f.request().sourcePort());
      case "dst_port" -> number(call, 0, f -> f.request().localPort());
      case "ssl_fc" -> truth(call, 0, f -> f.request().isTls());
      case "always_true", "wait_end", "req.proto_http", "req_proto_http" ->
          truth(call, 0, f -> true);
      case "always_false" -> truth(call, 0, f -> false);
      case "bool" -> {
        boolean constant = call.argument(0).equals("true") || call.argument(0).equals("1");
        yield truth(call, 1, f -> constant);
      }
      case "str" -> {
        String constant = call.argument(0);
        yield text(call, 1, f -> Optional.of(constant));
      }
      case "int" -> {
        long constant = call.number(0, 0);
        yield number(call, 1, f -> constant);
      }
      case "nbsrv" -> {
        String backend = needed(call);
        yield number(call, 1, f -> f.usableServers(backend));
      }
      case "status", "res.status" ->
          many(
              call, 0, SampleType.NUMBER, f -> f.response().stream().map(Fetches::status).toList());
      case "var" -> variable(call, lookup);
      case "http_auth" -> {
        Userlist users = users(call, lookup);
        yield truth(call, 1, f -> users.user(f.request()).isPresent());
      }
      case "http_auth_group" -> {
        Userlist users = users(call, lookup);
        yield many(
            call,
            1,
            SampleType.TEXT,
            f ->
                users.user(f.request()).stream()
                    .flatMap(user -> users.groups().getOrDefault(user, List.of()).stream())
                    .<Value>map(Value.Text::new)
                    .toList());
      }
      default -> HeaderFetches.of(call);
    };
  }

  private static Value status(ResponseView response) {
    return new Value.Whole(response.status());
  }

  static Sample many(Call call, int arguments, SampleType type, Function<Facts, List<Value>> values)
      throws NotEvaluableException {
    call.atMost(arguments);
    return new Sample(call.name(), call.arguments(), List.of(), type, values);
  }

  private static Sample text(Call call, int arguments, Function<Facts, Optional<String>> fetch)
      throws NotEvaluableException {
    return many(
        call,
        arguments,
        SampleType.TEXT,
        facts ->
            fetch.apply(facts).<List<Value>>map(t -> List.of(new Value.Text(t))).orElse(List.of()));
  }

  private static Sample number(Call call, int arguments, ToLongFunction<Facts> fetch)
      throws NotEvaluableException {
    return many(
        call, arguments, SampleType.NUMBER, f -> List.of(new Value.Whole(fetch.applyAsLong(f))));
  }

  private static Sample truth(Call call, int arguments, Predicate<Facts> fetch)
      throws NotEvaluableException {
    return many(call, arguments, SampleType.TRUTH, f -> List.of(new Value.Truth(fetch.test(f))));
  }

  private static Sample address(Call call, Function<Facts, IpAddress> fetch)
      throws NotEvaluableException {
    return many(call, 0, SampleType.ADDRESS, f -> List.of(new Value.Address(fetch.apply(f))));
  }

  /** Returns the first argument, which must be there. */
  static String needed(Call call) throws NotEvaluableException {
    if (call.argument(0).isEmpty()) {
      throw new NotEvaluableException(call.name() + " needs an argument");
    }
    return call.argument(0);
  }

  private static String url(RequestView request) {
    return request.query().map(q -> request.path() + "?" + q).orElse(request.path());
  }

  private static Userlist users(Call call, Lookup lookup) throws NotEvaluableException {
    Userlist users =
        lookup
            .users(needed(call))
            .orElseThrow(
                () -> new NotEvaluableException("there is no userlist " + call.argument(0)));
    if (!users.checkable()) {
      throw new NotEvaluableException(
          "userlist " + call.argument(0) + " has hashed passwords, which x0 does not check");
    }
    return users;
  }

  private static Sample variable(Call call, Lookup lookup) throws NotEvaluableException {
    String name = needed(call);
    if (lookup.isLost(name)) {
      throw new NotEvaluableException(
          "the variable " + name + " is set in a way x0 does not follow");
    }
    return many(call, 1, SampleType.TEXT, f -> f.variable(name).map(List::of).orElse(List.of()));
  }

  private static Sample parameter(Call call) throws NotEvaluableException {
    String name = needed(call);
    if (call.arguments().size() > 1) {
      throw new NotEvaluableException("x0 splits queries at & only");
    }
    return text(call, 1, f -> f.request().query().flatMap(q -> parameter(q, name)));
  }

  /** Returns the value of a parameter as it came, as HAProxy does: it is not decoded. */
  private static Optional<String> parameter(String query, String name) {
    int from = 0;
    while (from <= query.length()) {
      int end = query.indexOf('&', from);
      end = end < 0 ? query.length() : end;
      if (query.startsWith(name, from)
          && from + name.length() < end
          && query.charAt(from + name.length()) == '=') {
        return Optional.of(query.substring(from + name.length() + 1, end));
      }
      from = end + 1;
    }
    return Optional.empty();
  }

  /** Returns the bytes of a text as HAProxy sees them. */
  static byte[] bytes(Value value) {
    return value.text().getBytes(StandardCharsets.ISO_8859_1);
  }
}
