package io.x0.modules;

import io.x0.common.FileMode;
import io.x0.common.InvalidValueException;
import io.x0.common.OneLine;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.NearestName;
import io.x0.flow.value.Type;
import io.x0.limit.Rate;
import io.x0.limit.TokenBucket;
import io.x0.proxy.AccessLog;
import io.x0.proxy.LogFormat;
import io.x0.time.Clock;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Access logs, and lines that the configuration writes to the log of x0d. Confined to the
 * compiler's thread; its closures are not.
 */
final class LogModule {
  private static final Logger LOG = LoggerFactory.getLogger("io.x0.conf");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern MODE = Pattern.compile("0[0-7]{3}");
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");
  private static final int LINE = 1000;

  /** A client that makes the configuration log cannot fill the disk with it. */
  private static final Rate LINES = Rate.perSecond(50, 200);

  private final Map<String, LogFormat> formats = new TreeMap<>();
  private final TokenBucket lines;
  private Set<PosixFilePermission> mode = AccessLog.Target.USUAL_MODE;
  private final AtomicLong suppressed = new AtomicLong();

  LogModule(Clock clock) {
    lines = new TokenBucket(LINES, clock);
    formats.put("combined", LogFormat.COMBINED);
    formats.put("combined+", LogFormat.COMBINED_PLUS);
    formats.put("json", LogFormat.JSON);
    formats.put("main", LogFormat.MAIN);
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    "accesslog.format", "declares a format for access logs, such as '%h %r %c'")
                .param("id", Type.STRING)
                .param("format", Type.STRING)
                .action(this::format))
        .setup(
            Builtin.<SetupContext>named(
                    "accesslog.mode",
                    "the permissions of access logs that x0d makes, such as '0640', which is the"
                        + " default")
                .param("mode", Type.STRING)
                .action(this::mode))
        .main(
            Builtin.<RequestContext>named(
                    "accesslog",
                    "logs the request when it has ended; the format is combined, combined+, main,"
                        + " json or a declared one")
                .param("file", Type.STRING)
                .param("format", Type.STRING, "combined")
                .action(this::accesslog))
        .setup(
            Builtin.<SetupContext>named(
                    "log.level", "the least level x0d logs: error, warn, info, debug or trace")
                .param("level", Type.STRING)
                .action(LogModule::level));
    line(builtins, "log", "writes a line to the log of x0d, level info", Level.INFO);
    line(builtins, "log.err", "writes a line to the log of x0d, level error", Level.ERROR);
    line(builtins, "log.warn", "writes a line to the log of x0d, level warn", Level.WARN);
    line(builtins, "log.notice", "writes a line to the log of x0d, level info", Level.INFO);
    line(builtins, "log.info", "writes a line to the log of x0d, level info", Level.INFO);
    line(builtins, "log.debug", "writes a line to the log of x0d, level debug", Level.DEBUG);
  }

  private Action<SetupContext> format(Arguments<SetupContext> call) {
    String id = call.literal("id");
    String text = call.literal("format");
    if (call.constantText("id") == null || call.constantText("format") == null) {
      return setup -> {};
    }
    if (!ID.matcher(id).matches()) {
      throw new InvalidValueException(
          "accesslog.format", id, "letters, digits, dots, underscores or dashes");
    }
    LogFormat format = LogFormat.parse(id, text);
    if (formats.putIfAbsent(id, format) != null) {
      call.error("id", "there is a format '" + id + "' already", "choose another name");
    }
    return setup -> {};
  }

  private Action<RequestContext> accesslog(Arguments<RequestContext> call) {
    String name = call.literal("file");
    String id = call.literal("format");
    LogFormat format = formats.get(id);
    if (format == null) {
      if (call.constantText("format") != null) {
        call.error(
            "format",
            "there is no format '" + id + "' for access logs",
            NearestName.suggest(id, formats.keySet()));
      }
      return context -> {};
    }
    AccessLog.Target target = new AccessLog.Target(file(name), format, mode);
    return context -> context.exchange().logTo(target);
  }

  private Action<SetupContext> mode(Arguments<SetupContext> call) {
    String text = call.literal("mode");
    if (call.constantText("mode") != null) {
      if (!MODE.matcher(text).matches()) {
        throw new InvalidValueException(
            "accesslog.mode", text, "three octal digits after a 0, such as '0640'");
      }
      mode = FileMode.permissions(text);
    }
    return setup -> {};
  }

  private static Path file(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new InvalidValueException("accesslog", name, "the name of a file");
    }
  }

  private static Action<SetupContext> level(Arguments<SetupContext> call) {
    String level = call.literal("level");
    if (call.constantText("level") != null && !LEVELS.contains(level)) {
      throw new InvalidValueException("log.level", level, "one of " + String.join(", ", LEVELS));
    }
    return setup -> setup.logLevel(level);
  }

  private void line(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Level level) {
    builtins.both(
        Builtin.<FlowContext>named(name, description)
            .param("text", Type.STRING)
            .action(
                call -> {
                  StringExpr<FlowContext> text = call.string("text");
                  return context -> {
                    if (LOG.isEnabledForLevel(level)) {
                      write(level, text.eval(context));
                    }
                  };
                }));
  }

  private void write(Level level, String text) {
    if (lines.take() > 0) {
      suppressed.incrementAndGet();
      return;
    }
    long missing = suppressed.getAndSet(0);
    if (missing > 0) {
      LOG.warn("{} lines of the configuration were not logged: too many at once", missing);
    }
    LOG.atLevel(level).log(OneLine.of(text, LINE));
  }
}
