package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.ErrorPage;
import io.x0.proxy.ErrorPages;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What clients see in the place of errors. Files are read when a configuration is compiled, and
 * never again. Confined to the compiler's thread; its closures are not.
 */
final class ErrorModule {
  private static final String NAME = "error.page";
  private static final String INTERCEPT = "error.intercept";
  private static final String PAGE =
      "shows a file, or redirects to a URL, in the place of errors with this status";
  private static final String CLASS_PAGE = "the same for a whole class of errors, '4xx' or '5xx'";
  private static final String OF_BACKENDS =
      "whether the pages are shown for errors of backends, too, and not only for x0's own";

  private final Map<String, ErrorPage> read = new HashMap<>();

  /** Takes a change of pages to where they are kept. */
  private interface Place<C> extends BiConsumer<C, UnaryOperator<ErrorPages>> {}

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    Place<SetupContext> all =
        (setup, change) ->
            setup.answers(policy -> policy.withErrors(change.apply(policy.errors())));
    Place<RequestContext> one = (context, change) -> context.exchange().answers().errors(change);
    declare(builtins::setup, all);
    declare(builtins::main, one);
  }

  private <C> void declare(Consumer<Builtin<C>> builtins, Place<C> place) {
    builtins.accept(
        Builtin.<C>named(NAME, PAGE)
            .param("status", Type.NUMBER)
            .param("page", Type.STRING)
            .action(call -> page(call, status(call), place)));
    builtins.accept(
        Builtin.<C>named(NAME, CLASS_PAGE)
            .param("status", Type.STRING)
            .param("page", Type.STRING)
            .action(call -> page(call, ofClass(call), place)));
    builtins.accept(
        Builtin.<C>named(INTERCEPT, OF_BACKENDS)
            .param("enabled", Type.BOOL, true)
            .action(call -> intercept(call, place)));
  }

  private static int status(Arguments<?> call) {
    Long status = call.constantNumber("status");
    if (status == null) {
      call.error("status", "'status' must be known when the configuration is loaded", null);
      return 0;
    }
    if (status < 400 || status > 599) {
      throw new InvalidValueException(NAME, status.toString(), "a status from 400 to 599");
    }
    return status.intValue();
  }

  private static int ofClass(Arguments<?> call) {
    String text = call.literal("status");
    return switch (text) {
      case "4xx" -> 4;
      case "5xx" -> 5;
      // Not known, which has been reported.
      case "" -> 0;
      default -> throw new InvalidValueException(NAME, text, "a status, '4xx' or '5xx'");
    };
  }

  private <C> Action<C> page(Arguments<C> call, int statusOrClass, Place<C> place) {
    ErrorPage page = read(call.literal("page"));
    if (page == null || statusOrClass == 0) {
      return context -> {};
    }
    return context -> place.accept(context, pages -> pages.with(statusOrClass, page));
  }

  private static <C> Action<C> intercept(Arguments<C> call, Place<C> place) {
    BoolExpr<C> enabled = call.bool("enabled");
    return context -> {
      boolean value = enabled.eval(context);
      place.accept(context, pages -> pages.ofBackends(value));
    };
  }

  private @Nullable ErrorPage read(String text) {
    if (text.isEmpty()) {
      return null;
    }
    ErrorPage known = read.get(text);
    if (known != null) {
      return known;
    }
    try {
      ErrorPage page = ErrorPage.of(text);
      read.put(text, page);
      return page;
    } catch (InvalidPathException e) {
      throw new InvalidValueException(NAME, text, "the name of a file, or a URL");
    } catch (NoSuchFileException e) {
      throw new InvalidValueException(NAME, text, "a file that exists, or a URL");
    } catch (IOException e) {
      throw new InvalidValueException(
          NAME, text, "a file that can be read (" + e.getMessage() + ")");
    }
  }
}
