package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

/** Chance, and the machine x0d runs on. Immutable. */
final class SystemModule {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final Clock clock;

  SystemModule(Clock clock) {
    this.clock = clock;
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .both(
            Builtin.<FlowContext>named("rand", "a random number from 0 to 2147483647")
                .number(call -> context -> random(0, Integer.MAX_VALUE)))
        .both(
            Builtin.<FlowContext>named("rand", "a random number from one to another, both included")
                .param("from", Type.NUMBER)
                .param("to", Type.NUMBER)
                .number(SystemModule::random))
        .both(
            Builtin.<FlowContext>named("regex.group", "a group of the last regex that matched")
                .param("index", Type.NUMBER)
                .string(SystemModule::group))
        .both(
            Builtin.<FlowContext>named("sys.env", "an environment variable of x0d")
                .param("name", Type.STRING)
                .param("default", Type.STRING, "")
                .string(SystemModule::environment))
        .both(
            Builtin.<FlowContext>named("sys.now", "the time in seconds since 1970")
                .number(call -> context -> clock.now().getEpochSecond()))
        .both(
            Builtin.<FlowContext>named("sys.now_str", "the time, such as 2026-11-22T19:08:40Z")
                .string(call -> context -> clock.now().truncatedTo(ChronoUnit.SECONDS).toString()))
        .both(
            Builtin.<FlowContext>named("sys.pid", "the number of the process of x0d")
                .number(
                    call -> {
                      long pid = ProcessHandle.current().pid();
                      return context -> pid;
                    }))
        .both(
            Builtin.<FlowContext>named("sys.cpu_count", "the number of processors")
                .number(
                    call -> {
                      long count = Runtime.getRuntime().availableProcessors();
                      return context -> count;
                    }));
    constant(builtins, "sys.hostname", "the name of the machine", hostName());
    constant(
        builtins,
        "sys.cwd",
        "the folder that x0d was started in",
        Path.of("").toAbsolutePath().toString());
  }

  private static void constant(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      String value) {
    builtins.both(Builtin.<FlowContext>named(name, description).string(call -> context -> value));
  }

  /** A resolver could be slow or gone; the kernel knows. */
  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      String name = System.getenv("HOSTNAME");
      return name == null ? "localhost" : name;
    }
  }

  private static LongExpr<FlowContext> random(Arguments<FlowContext> call) {
    Long min = call.constantNumber("from");
    Long max = call.constantNumber("to");
    if (min != null && max != null && min > max) {
      throw new InvalidValueException("to", Long.toString(max), "a number from " + min);
    }
    LongExpr<FlowContext> from = call.number("from");
    LongExpr<FlowContext> to = call.number("to");
    return context -> random(from.eval(context), to.eval(context));
  }

  private static long random(long from, long to) {
    long low = Math.min(from, to);
    long high = Math.max(from, to);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // The bound of the generator is not included, and there is no number above the largest.
    return high < Long.MAX_VALUE
        ? random.nextLong(low, high + 1)
        : random.nextLong(low - 1, high) + 1;
  }

  private static StringExpr<FlowContext> group(Arguments<FlowContext> call) {
    Long known = call.constantNumber("index");
    if (known != null && (known < 0 || known > 99)) {
      throw new InvalidValueException("index", Long.toString(known), "a number from 0 to 99");
    }
    LongExpr<FlowContext> index = call.number("index");
    return context -> {
      long wanted = index.eval(context);
      return wanted < 0 || wanted > 99 ? "" : context.group((int) wanted);
    };
  }

  private static StringExpr<FlowContext> environment(Arguments<FlowContext> call) {
    StringExpr<FlowContext> name = call.string("name");
    StringExpr<FlowContext> otherwise = call.string("default");
    return context -> {
      String value = System.getenv(name.eval(context));
      return value == null ? otherwise.eval(context) : value;
    };
  }
}
