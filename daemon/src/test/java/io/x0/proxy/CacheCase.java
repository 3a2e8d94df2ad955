package io.x0.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One requirement of HTTP caching: requests in turn, what the origin answers to each, and what must
 * come of it. In fields, {@code {now+N}} is a date N seconds from now. Confined to its test.
 */
final class CacheCase {
  /** Where an answer must come from. */
  enum Source {
    /** The origin is not asked. */
    CACHE,
    /** The origin is asked, and gives the answer. */
    ORIGIN,
    /** The origin is asked whether what is stored still holds, and says so. */
    VALIDATION,
    /** The origin is asked and gives no answer that is used. */
    STALE,
    /** It does not matter. */
    ANY
  }

  /** A request and what belongs to it. */
  static final class Step {
    final String method;
    final List<String> fields;
    String query = "";
    String requestBody = "";
    int originStatus = 200;
    List<String> originFields = List.of();
    String originBody = "";
    String raw = "";
    boolean isBodyGiven;
    boolean isCut;
    long advanceSeconds;
    Source source = Source.ORIGIN;
    int status;
    String body = "";
    boolean isBodyExpected;
    int bodyOf;
    final List<String> present = new ArrayList<>();
    final List<String> absent = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<String> notAsked = new ArrayList<>();

    Step(String method, List<String> fields) {
      this.method = method;
      this.fields = fields;
    }
  }

  final String id;
  final List<Step> steps = new ArrayList<>();
  final Map<String, String> settings = new HashMap<>();
  private long pending;

  private CacheCase(String id) {
    this.id = id;
  }

  static CacheCase of(String id) {
    return new CacheCase(id);
  }

  /** Sets a director's setting for this case. */
  CacheCase setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** The next request is a GET with these fields. */
  CacheCase get(String... fields) {
    return send("GET", fields);
  }

  /** The next request has this method and these fields. */
  CacheCase send(String method, String... fields) {
    Step step = new Step(method, List.of(fields));
    step.advanceSeconds = pending;
    pending = 0;
    steps.add(step);
    return this;
  }

  /** Time passes before the next request. */
  CacheCase later(long seconds) {
    pending = seconds;
    return this;
  }

  /** The request has a body. */
  CacheCase with(String requestBody) {
    last().requestBody = requestBody;
    return this;
  }

  /** The request has another query. */
  CacheCase at(String query) {
    last().query = query;
    return this;
  }

  /** The origin answers with these fields, and a body of its own unless told another. */
  CacheCase origin(String... fields) {
    last().originFields = List.of(fields);
    return this;
  }

  /** The origin answers with another status. */
  CacheCase origin(int status, String... fields) {
    last().originStatus = status;
    return origin(fields);
  }

  /** The body of the origin's answer. */
  CacheCase content(String body) {
    last().originBody = body;
    last().isBodyGiven = true;
    return this;
  }

  /** The origin answers with these bytes, and closes. */
  CacheCase raw(String answer) {
    last().raw = answer;
    return this;
  }

  /** The origin closes instead of answering. */
  CacheCase cut() {
    last().isCut = true;
    return this;
  }

  /** The answer comes from the cache. */
  CacheCase hit() {
    last().source = Source.CACHE;
    return this;
  }

  /** The answer comes from the cache, with the body that the origin gave to that request. */
  CacheCase hitOf(int number) {
    last().bodyOf = number;
    return hit();
  }

  /** The origin says that what is stored still holds. */
  CacheCase validated(String... fields) {
    last().source = Source.VALIDATION;
    return origin(304, fields);
  }

  /** The origin is asked in vain. */
  CacheCase stale() {
    last().source = Source.STALE;
    return this;
  }

  /** Whoever gives the answer. */
  CacheCase any() {
    last().source = Source.ANY;
    return this;
  }

  /** The client gets this status; otherwise that of the answer it gets. */
  CacheCase status(int expected) {
    last().status = expected;
    return this;
  }

  /** The client gets this body; otherwise that of the answer it gets. */
  CacheCase body(String expected) {
    last().body = expected;
    last().isBodyExpected = true;
    return this;
  }

  /** The answer has these lines; without a colon, a field of that name. */
  CacheCase has(String... lines) {
    last().present.addAll(List.of(lines));
    return this;
  }

  /** The answer has no such lines, or fields. */
  CacheCase lacks(String... lines) {
    last().absent.addAll(List.of(lines));
    return this;
  }

  /** The origin gets these lines, or fields. */
  CacheCase asks(String... lines) {
    last().asked.addAll(List.of(lines));
    return this;
  }

  /** The origin gets no such lines, or fields. */
  CacheCase asksWithout(String... lines) {
    last().notAsked.addAll(List.of(lines));
    return this;
  }

  private Step last() {
    return steps.get(steps.size() - 1);
  }

  @Override
  public String toString() {
    return id;
  }
}
