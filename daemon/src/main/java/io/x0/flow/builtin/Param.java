package io.x0.flow.builtin;

import io.x0.flow.closure.OperandText;
import io.x0.flow.value.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a builtin. Immutable.
 *
 * @param name what an argument {@code name: value} calls it
 * @param type what it takes; {@link Type#ANY} takes everything
 * @param mode how many it takes
 * @param defaultValue what it is if not given; null if it must be given
 */
public record Param(String name, Type type, Mode mode, @Nullable Object defaultValue) {
  /** How many arguments a parameter takes. */
  public enum Mode {
    /** One. */
    ONE,
    /** All that are left, perhaps none. */
    REST,
    /** All of the form {@code 'key' => value}, perhaps none. */
    MAP
  }

  public Param {
    if (defaultValue instanceof Integer number) {
      defaultValue = number.longValue();
    } else if (defaultValue instanceof Duration duration) {
      defaultValue = duration.toNanos();
    }
    boolean fits =
        defaultValue == null
            || switch (type.form()) {
              case BOOLEAN -> defaultValue instanceof Boolean;
              case LONG -> defaultValue instanceof Long;
              case STRING -> defaultValue instanceof String;
              case OBJECT -> true;
              case NONE -> false;
            };
    if (!fits) {
      throw new IllegalArgumentException(
          "default of " + name + ": " + defaultValue + " (expected: " + type + ")");
    }
  }

  /** Returns a parameter that must be given. */
  public static Param required(String name, Type type) {
    return new Param(name, type, Mode.ONE, null);
  }

  /** Returns a parameter that may be left out. */
  public static Param optional(String name, Type type, Object defaultValue) {
    return new Param(name, type, Mode.ONE, defaultValue);
  }

  /** Returns a parameter that takes all arguments that are left. */
  public static Param rest(String name, Type type) {
    return new Param(name, type, Mode.REST, null);
  }

  /** Returns a parameter that takes all arguments of the form {@code 'key' => value}. */
  public static Param map(String name, Type valueType) {
    return new Param(name, valueType, Mode.MAP, null);
  }

  /** Returns whether a call without it is wrong. */
  public boolean isRequired() {
    return mode == Mode.ONE && defaultValue == null;
  }

  /** Returns how it reads in a signature, such as {@code port: Number = 80}. */
  @Override
  public String toString() {
    return switch (mode) {
      case REST -> name + ": " + type + " ...";
      case MAP -> name + ": '...' => " + type + " ...";
      case ONE -> {
        if (defaultValue == null) {
          yield name + ": " + type;
        }
        String text = OperandText.text(type, defaultValue);
        yield name + ": " + type + " = " + (type == Type.STRING ? "'" + text + "'" : text);
      }
    };
  }
}
