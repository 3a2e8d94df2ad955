package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.common.unit.DurationText;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.limit.Rate;
import io.x0.limit.RateLimiter;
import io.x0.proxy.FieldEdit;
import io.x0.proxy.Limits;
import io.x0.time.Clock;
import java.time.Duration;
import java.util.function.ObjLongConsumer;

/** How much a client may take, and how often. Immutable. */
final class LimitModule {
  private static final String BODY_RATE = "min_request_body_rate";
  private static final long KILO = 1024;
  private static final long SECOND = 1_000_000_000L;

  private final Clock clock;

  LimitModule(Clock clock) {
    this.clock = clock;
  }

  private interface Change {
    Limits apply(Limits before, long value);
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    limit(
        builtins,
        "max_connections",
        "most connections of clients at once; more wait. 0, the default: half of the open files"
            + " allowed",
        Type.NUMBER,
        0,
        1_000_000,
        (limits, value) -> limits.withConnections((int) value));
    set(
        builtins,
        "max_drain_time",
        "longest time for requests on their way when x0d ends; the default is 10s",
        Type.DURATION,
        0,
        86_400 * SECOND,
        (setup, value) -> setup.drainTime(Duration.ofNanos(value)));
    limit(
        builtins,
        "max_keepalive_idle",
        "longest silence of a client between two requests; the default is 60s",
        Type.DURATION,
        SECOND / 10,
        86_400 * SECOND,
        (limits, value) -> limits.withKeepAliveIdle(Duration.ofNanos(value)));
    limit(
        builtins,
        "max_keepalive_requests",
        "most requests on one connection; 0, the default, means no limit",
        Type.NUMBER,
        0,
        1_000_000_000,
        (limits, value) -> limits.withKeepAliveRequests((int) value));
    limit(
        builtins,
        "max_request_uri_size",
        "longest path and query, or 414; the default is 8k",
        Type.SIZE,
        16,
        1024 * KILO,
        (limits, value) -> limits.withUriBytes((int) value));
    limit(
        builtins,
        "max_request_header_size",
        "largest header of a request, or 431; the default is 16k",
        Type.SIZE,
        KILO,
        1024 * KILO,
        (limits, value) -> limits.withHeaderBytes((int) value));
    limit(
        builtins,
        "max_request_header_count",
        "most header fields of a request, or 431; the default is 128",
        Type.NUMBER,
        8,
        10_000,
        (limits, value) -> limits.withHeaderCount((int) value));
    limit(
        builtins,
        "max_request_body_size",
        "largest body of a request, or 413; 0, the default, means no limit",
        Type.SIZE,
        0,
        KILO * KILO * KILO * KILO,
        (limits, value) -> limits.withBodyBytes(value));
    limit(
        builtins,
        "max_request_header_time",
        "longest time for a complete header, or 408, and for a TLS handshake; the default is 10s",
        Type.DURATION,
        SECOND / 10,
        600 * SECOND,
        (limits, value) -> limits.withHeadTime(Duration.ofNanos(value)));
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    BODY_RATE,
                    "least bytes per second of a body that is waited for, or 408, once that has"
                        + " taken a while; the default is 100, 0 is none")
                .param("limit", Type.SIZE)
                .param("after", Type.DURATION, 10 * SECOND)
                .action(LimitModule::bodyRate))
        .main(
            Builtin.<RequestContext>named(
                    "rate.limit",
                    "answers 429 to a key that comes too often; so many a second, a second's at"
                        + " once")
                .param("key", Type.ANY)
                .param("rate", Type.NUMBER)
                .param("burst", Type.NUMBER, 0L)
                .handler(call -> limit(call, perSecond(call))))
        .main(
            Builtin.<RequestContext>named(
                    "rate.limit",
                    "answers 429 to a key that comes too often; such as '100/min', a second's at"
                        + " once")
                .param("key", Type.ANY)
                .param("rate", Type.STRING)
                .param("burst", Type.NUMBER, 0L)
                .handler(call -> limit(call, spelt(call))));
  }

  private static Action<SetupContext> bodyRate(Arguments<SetupContext> call) {
    Long known = call.constantNumber("limit");
    if (known != null) {
      check(BODY_RATE, Type.SIZE, known, 0, 1024 * KILO);
    }
    LongExpr<SetupContext> limit = call.bytes("limit");
    LongExpr<SetupContext> after = call.nanos("after");
    return setup -> {
      long bytes = limit.eval(setup);
      long grace = after.eval(setup);
      check(BODY_RATE, Type.SIZE, bytes, 0, 1024 * KILO);
      check(BODY_RATE, Type.DURATION, grace, 0, 600 * SECOND);
      setup.limit(
          before -> before.withBodyRate(new Limits.BodyRate((int) bytes, Duration.ofNanos(grace))));
    };
  }

  private static void limit(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Type type,
      long min,
      long max,
      Change change) {
    set(
        builtins,
        name,
        description,
        type,
        min,
        max,
        (setup, value) -> setup.limit(before -> change.apply(before, value)));
  }

  private static void set(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Type type,
      long min,
      long max,
      ObjLongConsumer<SetupContext> taken) {
    builtins.setup(
        Builtin.<SetupContext>named(name, description)
            .param("limit", type)
            .action(
                call -> {
                  Long known = call.constantNumber("limit");
                  if (known != null) {
                    check(name, type, known, min, max);
                  }
                  LongExpr<SetupContext> limit = call.operand("limit").number();
                  return setup -> {
                    long value = limit.eval(setup);
                    check(name, type, value, min, max);
                    taken.accept(setup, value);
                  };
                }));
  }

  private static void check(String name, Type type, long value, long min, long max) {
    if (value < min || value > max) {
      String bounds =
          type == Type.DURATION
              ? "a duration from " + text(min) + " to " + text(max)
              : type == Type.SIZE
                  ? "from " + min + " to " + max + " bytes"
                  : "a number from " + min + " to " + max;
      throw new InvalidValueException(
          name, type == Type.DURATION ? text(value) : Long.toString(value), bounds);
    }
  }

  private static String text(long nanos) {
    return DurationText.format(Duration.ofNanos(nanos));
  }

  private Statement<RequestContext> limit(Arguments<RequestContext> call, Rate rate) {
    RateLimiter limiter = new RateLimiter(rate, clock);
    StringExpr<RequestContext> key = call.text("key");
    return context -> {
      long seconds = limiter.take(key.eval(context));
      if (seconds == 0) {
        return false;
      }
      context
          .exchange()
          .respond(
              429, "too many requests", FieldEdit.overwrite("Retry-After", Long.toString(seconds)));
      return true;
    };
  }

  private static Rate perSecond(Arguments<RequestContext> call) {
    Long rate = call.constantNumber("rate");
    return Rate.perSecond(rate == null ? unknown(call, "rate") : rate, burst(call));
  }

  private static Rate spelt(Arguments<RequestContext> call) {
    String rate = call.literal("rate");
    return call.constantText("rate") == null ? Rate.perSecond(1, 1) : Rate.parse(rate, burst(call));
  }

  private static long burst(Arguments<RequestContext> call) {
    Long burst = call.constantNumber("burst");
    if (burst == null) {
      return unknown(call, "burst");
    }
    if (call.isGiven("burst") && burst < 1) {
      throw new InvalidValueException("burst", Long.toString(burst), "a whole number from 1");
    }
    return burst;
  }

  private static long unknown(Arguments<RequestContext> call, String param) {
    call.error(param, "'" + param + "' must be known when the configuration is loaded", null);
    return 1;
  }
}
