package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.compress.CompressionSettings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which answers are compressed. Stateless. */
final class CompressModule {
  private static final String TYPES = "compress.types";
  private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]+/([a-z0-9.+-]+|\\*)");

  private CompressModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named(TYPES, "compresses answers of the usual types of text")
                .action(call -> setup -> change(setup, s -> s.withTypes(Set.copyOf(usual())))))
        .setup(
            Builtin.<SetupContext>named(
                    TYPES, "compresses answers of these content types; 'text/*' means all of them")
                .param("types", Type.STRINGS)
                .action(CompressModule::types))
        .setup(
            Builtin.<SetupContext>named(
                    "compress.level", "how much: from 1, fast, to 9, small; the default is 6")
                .param("level", Type.NUMBER)
                .action(CompressModule::level))
        .setup(
            Builtin.<SetupContext>named(
                    "compress.min", "the least length of what is compressed; the default is 1k")
                .param("size", Type.SIZE)
                .action(call -> size(call, CompressionSettings::withMin)))
        .setup(
            Builtin.<SetupContext>named(
                    "compress.max", "the most length of what is compressed; there is no default")
                .param("size", Type.SIZE)
                .action(call -> size(call, CompressionSettings::withMax)))
        .main(
            Builtin.<RequestContext>named(
                    "compress", "whether the answer may be compressed, where setup says so")
                .param("enabled", Type.BOOL)
                .action(
                    call -> {
                      BoolExpr<RequestContext> enabled = call.bool("enabled");
                      return context ->
                          context.exchange().answers().compress(enabled.eval(context));
                    }));
  }

  private static Set<String> usual() {
    return CompressionSettings.USUAL_TYPES;
  }

  private static void change(SetupContext setup, UnaryOperator<CompressionSettings> change) {
    setup.answers(policy -> policy.withCompression(change.apply(policy.compression())));
  }

  private static Action<SetupContext> types(Arguments<SetupContext> call) {
    ObjectExpr<SetupContext, List<String>> types = call.strings("types");
    return setup -> {
      Set<String> all =
          types.eval(setup).stream().map(CompressModule::type).collect(Collectors.toSet());
      change(setup, settings -> settings.withTypes(all));
    };
  }

  private static String type(String text) {
    String type = text.strip().toLowerCase(Locale.ROOT);
    if (!TYPE.matcher(type).matches()) {
      throw new InvalidValueException(
          TYPES, text, "a content type without parameters, such as text/html or text/*");
    }
    return type;
  }

  private static Action<SetupContext> level(Arguments<SetupContext> call) {
    Long known = call.constantNumber("level");
    if (known != null) {
      var unused = checked(known);
    }
    LongExpr<SetupContext> level = call.number("level");
    return setup -> {
      int value = checked(level.eval(setup));
      change(setup, settings -> settings.withLevel(value));
    };
  }

  private static int checked(long level) {
    if (level < 1 || level > 9) {
      throw new InvalidValueException(
          "compress.level", Long.toString(level), "a number from 1 to 9");
    }
    return (int) level;
  }

  private static Action<SetupContext> size(
      Arguments<SetupContext> call,
      BiFunction<CompressionSettings, Long, CompressionSettings> with) {
    LongExpr<SetupContext> size = call.bytes("size");
    return setup -> {
      long value = size.eval(setup);
      change(setup, settings -> with.apply(settings, value));
    };
  }
}
