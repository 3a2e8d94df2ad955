package io.x0.flow.compiler;

import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Param;
import io.x0.flow.closure.Operand;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.NearestName;
import io.x0.flow.source.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tries the arguments of one call with the parameters of one builtin, and keeps what does not fit.
 * Confined to one thread.
 */
final class Binder<C> {
  private final Builtin<C> builtin;
  private final Position call;
  private final Map<String, Operand<C>> single = new HashMap<>();
  private final Map<String, List<Operand<C>>> rest = new HashMap<>();
  private final Map<String, List<Arguments.Entry<C>>> maps = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private boolean wrongShape;
  private boolean named;

  /** What does not fit. Immutable. */
  private record Problem(Position at, String message, @Nullable String suggestion) {}

  Binder(Builtin<C> builtin, Position call, List<Given<C>> givens) {
    this.builtin = builtin;
    this.call = call;
    for (Param param : builtin.params()) {
      switch (param.mode()) {
        case REST -> rest.put(param.name(), new ArrayList<>());
        case MAP -> maps.put(param.name(), new ArrayList<>());
        case ONE -> {}
      }
    }
    for (Given<C> given : givens) {
      bind(given);
    }
    for (Param param : builtin.params()) {
      if (param.isRequired() && !single.containsKey(param.name())) {
        misshape(
            call,
            "'" + builtin.name() + "' misses '" + param.name() + "'",
            "it is " + builtin.signature());
      }
    }
  }

  Builtin<C> builtin() {
    return builtin;
  }

  /** Returns whether everything fits. */
  boolean fits() {
    return problems.isEmpty();
  }

  /** Returns whether every argument has a parameter and the other way round, of whatever type. */
  boolean fitsShape() {
    return !wrongShape;
  }

  /** Reports everything that does not fit. */
  void report(Diagnostics diagnostics) {
    problems.forEach(p -> diagnostics.error(p.at(), p.message(), p.suggestion()));
  }

  /** Returns the arguments, defaults filled in, of a call that fits. */
  Arguments<C> arguments(Diagnostics diagnostics) {
    Set<String> given = Set.copyOf(single.keySet());
    for (Param param : builtin.params()) {
      Object value = param.defaultValue();
      if (value != null) {
        single.computeIfAbsent(param.name(), n -> Operand.constant(call, param.type(), value));
      }
    }
    rest.replaceAll((name, operands) -> List.copyOf(operands));
    maps.replaceAll((name, entries) -> List.copyOf(entries));
    return new Arguments<>(call, single, rest, maps, given, diagnostics);
  }

  private void bind(Given<C> given) {
    String name = given.argument().name();
    if (given.argument().key() != null) {
      entry(given);
    } else if (name != null) {
      named = true;
      named(given, name);
    } else {
      positional(given);
    }
  }

  private void entry(Given<C> given) {
    Param param = find(Param.Mode.MAP);
    Position at = given.argument().position();
    String key = given.key();
    if (param == null) {
      misshape(at, "'" + builtin.name() + "' takes no 'key' => value", null);
    } else if (key != null) {
      if (!keys.add(key)) {
        problem(at, "'" + key + "' is given twice", null);
      }
      Operand<C> value = convert(given, param, "'" + key + "'");
      if (value != null) {
        maps.getOrDefault(param.name(), List.of()).add(new Arguments.Entry<>(at, key, value));
      }
    }
  }

  private void named(Given<C> given, String name) {
    Position at = given.argument().position();
    List<String> names = new ArrayList<>();
    for (Param param : builtin.params()) {
      if (param.mode() == Param.Mode.ONE) {
        names.add(param.name());
        if (param.name().equals(name)) {
          if (single.containsKey(name)) {
            misshape(at, "'" + name + "' is given twice", null);
          } else {
            set(given, param);
          }
          return;
        }
      }
    }
    misshape(
        at,
        "'" + builtin.name() + "' has no parameter '" + name + "'",
        NearestName.suggest(name, names));
  }

  private void positional(Given<C> given) {
    if (named) {
      misshape(
          given.operand().position(),
          "an argument without a name stands behind one with a name",
          "name it, too: it is " + builtin.signature());
      return;
    }
    for (Param param : builtin.params()) {
      if (param.mode() == Param.Mode.ONE && !single.containsKey(param.name())) {
        set(given, param);
        return;
      }
    }
    Param last = find(Param.Mode.REST);
    if (last != null) {
      Operand<C> value = convert(given, last, "'" + last.name() + "'");
      if (value != null) {
        rest.getOrDefault(last.name(), List.of()).add(value);
      }
      return;
    }
    int count = (int) builtin.params().stream().filter(p -> p.mode() == Param.Mode.ONE).count();
    misshape(
        given.operand().position(),
        "'" + builtin.name() + "' takes " + count(count),
        "it is " + builtin.signature());
  }

  private static String count(int count) {
    return switch (count) {
      case 0 -> "no arguments";
      case 1 -> "one argument";
      default -> "at most " + count + " arguments";
    };
  }

  private void set(Given<C> given, Param param) {
    Operand<C> value = convert(given, param, "'" + param.name() + "'");
    single.put(param.name(), value == null ? given.operand() : value);
  }

  private @Nullable Operand<C> convert(Given<C> given, Param param, String what) {
    Operand<C> value = given.as(param.type());
    if (value == null) {
      problem(
          given.operand().position(),
          what
              + " of '"
              + builtin.name()
              + "' must be "
              + param.type()
              + ", not "
              + given.operand().type(),
          Conversions.suggest(given.operand(), param.type()));
    }
    return value;
  }

  private @Nullable Param find(Param.Mode mode) {
    return builtin.params().stream().filter(p -> p.mode() == mode).findFirst().orElse(null);
  }

  private void misshape(Position at, String message, @Nullable String suggestion) {
    wrongShape = true;
    problem(at, message, suggestion);
  }

  private void problem(Position at, String message, @Nullable String suggestion) {
    problems.add(new Problem(at, message, suggestion));
  }
}
