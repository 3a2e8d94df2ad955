package io.x0.modules;

import io.x0.cache.CacheSettings;
import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.CacheDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The memory of the cache, how it treats one request, and who may purge. Stateless. */
final class CacheModule {
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 1L << 40;

  private CacheModule() {}

  static void register(
      Builtins.Builder<SetupContext, RequestContext> builtins, DirectorModule directors) {
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    "cache.size", "the memory of all cached answers together; the default is 64m")
                .param("size", Type.SIZE)
                .action(CacheModule::size))
        .setup(
            Builtin.<SetupContext>named(
                    "cache.disk",
                    "keeps answers on disk, too, in a folder of their own, so that they survive a"
                        + " restart")
                .param("path", Type.STRING)
                .param("size", Type.SIZE)
                .action(CacheModule::disk))
        .main(
            Builtin.<RequestContext>named(
                    "cache.purge",
                    "answers PURGE by purging that URL, or 403 unless an access rule before it let"
                        + " the client pass; other methods go on")
                .param("director", Type.STRING)
                .param("soft", Type.BOOL, false)
                .handler(call -> purge(call, directors)));
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
                        request.exchange().edits().cache(settings -> settings.withEnabled(value));
                      };
                    }))
        .main(
            Builtin.<RequestContext>named(name + ".bypass", "keeps the request from the cache")
                .action(
                    call ->
                        request ->
                            request
                                .exchange()
                                .edits()
                                .cache(settings -> settings.withEnabled(false))))
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
                          request.exchange().edits().cache(settings -> settings.withKey(value));
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
                        request.exchange().edits().cache(settings -> ttl(settings, value));
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
                        request.exchange().edits().cache(settings -> stale(settings, value));
                      };
                    }));
  }

  private static Action<SetupContext> size(Arguments<SetupContext> call) {
    LongExpr<SetupContext> size = checked(call, "cache.size");
    return setup -> setup.cacheSize(size.eval(setup));
  }

  private static Action<SetupContext> disk(Arguments<SetupContext> call) {
    StringExpr<SetupContext> path = call.string("path");
    LongExpr<SetupContext> size = checked(call, "cache.disk");
    return setup -> {
      String folder = path.eval(setup);
      if (!folder.startsWith("/")) {
        throw new InvalidValueException(
            "cache.disk", folder, "the path of a folder, from the root on");
      }
      setup.cacheDisk(new CacheDisk.Place(Path.of(folder), size.eval(setup)));
    };
  }

  /** Returns the parameter {@code size}; what is out of bounds is found as early as possible. */
  private static LongExpr<SetupContext> checked(Arguments<SetupContext> call, String name) {
    Long known = call.constantNumber("size");
    if (known != null) {
      check(name, known);
    }
    LongExpr<SetupContext> size = call.operand("size").number();
    return setup -> {
      long bytes = size.eval(setup);
      check(name, bytes);
      return bytes;
    };
  }

  private static void check(String name, long bytes) {
    if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
      throw new InvalidValueException(name, Long.toString(bytes), "a size from 1m to 1024g");
    }
  }

  private static Statement<RequestContext> purge(
      Arguments<RequestContext> call, DirectorModule directors) {
    directors.note(call, "director");
    StringExpr<RequestContext> name = call.string("director");
    BoolExpr<RequestContext> soft = call.bool("soft");
    return context -> {
      if (!context.exchange().isPurge()) {
        return false;
      }
      if (!context.isTrusted()) {
        context.exchange().respond(403, "no access rule says who may purge");
        return true;
      }
      boolean isSoft = soft.eval(context);
      directors.route(
          context, name.eval(context), director -> context.exchange().purge(director, isSoft));
      return true;
    };
  }

  private static CacheSettings ttl(CacheSettings settings, Duration value) {
    return settings.withTtls(value, settings.staleTtl());
  }

  private static CacheSettings stale(CacheSettings settings, Duration value) {
    return settings.withTtls(settings.defaultTtl(), value);
  }
}
