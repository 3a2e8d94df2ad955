package io.x0.modules;

import io.x0.cache.CacheSettings;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import java.time.Duration;
import java.util.List;

/** How the cache of a director treats one request. Stateless. */
final class CacheModule {
  private CacheModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    for (String prefix : List.of("", "director.")) {
      register(builtins, prefix + "cache");
    }
  }

  private static void register(
      Builtins.Builder<SetupContext, RequestContext> builtins, String name) {
    builtins
        .main(
            Builtin.<RequestContext>named(name, "whether the request passes the director's cache")
                .param("enabled", Type.BOOL)
                .action(
                    call -> {
                      BoolExpr<RequestContext> enabled = call.bool("enabled");
                      return request -> {
                        boolean value = enabled.eval(request);
                        request.exchange().editCache(settings -> settings.withEnabled(value));
                      };
                    }))
        .main(
            Builtin.<RequestContext>named(name + ".bypass", "keeps the request from the cache")
                .action(
                    call ->
                        request ->
                            request.exchange().editCache(settings -> settings.withEnabled(false))))
        .main(
            Builtin.<RequestContext>named(
                    name + ".key",
                    "what requests have in common that get one answer: %s scheme, %h host, %r path,"
                        + " %q query")
                .param("pattern", Type.STRING)
                .action(
                    call -> {
                      StringExpr<RequestContext> pattern = call.string("pattern");
                      return request -> {
                        String value = pattern.eval(request);
                        if (!value.isBlank()) {
                          request.exchange().editCache(settings -> settings.withKey(value));
                        }
                      };
                    }))
        .main(
            Builtin.<RequestContext>named(
                    name + ".ttl", "how long an answer is fresh that says nothing about it")
                .param("time", Type.DURATION)
                .action(
                    call -> {
                      LongExpr<RequestContext> time = call.nanos("time");
                      return request -> {
                        Duration value = Duration.ofNanos(time.eval(request));
                        request.exchange().editCache(settings -> ttl(settings, value));
                      };
                    }))
        .main(
            Builtin.<RequestContext>named(
                    name + ".stale",
                    "how long beyond its time an answer may be served when no backend answers")
                .param("time", Type.DURATION)
                .action(
                    call -> {
                      LongExpr<RequestContext> time = call.nanos("time");
                      return request -> {
                        Duration value = Duration.ofNanos(time.eval(request));
                        request.exchange().editCache(settings -> stale(settings, value));
                      };
                    }));
  }

  private static CacheSettings ttl(CacheSettings settings, Duration value) {
    return settings.withTtls(value, settings.staleTtl());
  }

  private static CacheSettings stale(CacheSettings settings, Duration value) {
    return settings.withTtls(settings.defaultTtl(), value);
  }
}
