package io.x0.common.setting;

import com.google.gson.JsonPrimitive;
import io.x0.common.InvalidValueException;
import io.x0.common.setting.ValueRange.Unit;
import io.x0.common.unit.Capacity;
import io.x0.common.unit.Count;
import io.x0.common.unit.DurationText;
import io.x0.common.unit.Size;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One named setting of an immutable {@code T}: how it reads as text and how a copy with another
 * value is made. The API, the configuration language, the database and the command line all use the
 * same declaration. Immutable.
 *
 * @param name its spelling everywhere, such as {@code queue-limit}
 * @param description one line for an operator
 * @param kind how JSON shows it
 * @param range what values look like
 * @param choices the values there are, or none when any of its type will do
 * @param reader returns the value of a {@code T} as text
 * @param writer returns a copy with the value that a text means; throws {@link
 *     InvalidValueException} when it means none
 */
public record Setting<T>(
    String name,
    String description,
    Kind kind,
    ValueRange range,
    List<String> choices,
    Function<T, String> reader,
    BiFunction<T, String, T> writer) {

  /** The text of a setting that is left to whatever is above. */
  public static final String INHERIT = "inherit";

  /** How JSON shows a setting. */
  public enum Kind {
    /** {@code true} or {@code false}. */
    FLAG,
    /** A JSON number. */
    COUNT,
    /** A JSON number, or {@code "unlimited"}. */
    CAPACITY,
    /** A JSON string. */
    TEXT
  }

  /** Declares a setting that is on or off. */
  public static <T> Setting<T> flag(
      String name, String description, Function<T, Boolean> get, BiFunction<T, Boolean, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.FLAG,
        ValueRange.of(Unit.FLAG),
        List.of("true", "false"),
        t -> Boolean.toString(get.apply(t)),
        (t, text) ->
            with.apply(
                t,
                switch (text) {
                  case "true", "1", "yes", "on" -> true;
                  case "false", "0", "no", "off" -> false;
                  default -> throw new InvalidValueException(name, text, "true or false");
                }));
  }

  /** Declares a whole number from {@code min} to {@code max}. */
  public static <T> Setting<T> count(
      String name,
      String description,
      int min,
      int max,
      Function<T, Integer> get,
      BiFunction<T, Integer, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.COUNT,
        new ValueRange(Unit.COUNT, Integer.toString(min), Integer.toString(max)),
        List.of(),
        t -> Integer.toString(get.apply(t)),
        (t, text) -> with.apply(t, Count.parse(name, text, min, max)));
  }

  /** Declares a {@link Capacity}. */
  public static <T> Setting<T> capacity(
      String name, String description, Function<T, Capacity> get, BiFunction<T, Capacity, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.CAPACITY,
        ValueRange.of(Unit.CAPACITY),
        List.of(),
        t -> get.apply(t).toString(),
        (t, text) -> with.apply(t, Capacity.parse(name, text)));
  }

  /** Declares a duration of at least {@code min}. */
  public static <T> Setting<T> duration(
      String name,
      String description,
      Duration min,
      Function<T, Duration> get,
      BiFunction<T, Duration, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.TEXT,
        new ValueRange(Unit.DURATION, DurationText.format(min), ""),
        List.of(),
        t -> DurationText.format(get.apply(t)),
        (t, text) -> {
          Duration duration = DurationText.parse(name, text);
          if (duration.compareTo(min) < 0) {
            throw new InvalidValueException(name, text, "at least " + DurationText.format(min));
          }
          return with.apply(t, duration);
        });
  }

  /** Declares one of the constants of an enum, spelt in lower case with dashes. */
  public static <T, E extends Enum<E>> Setting<T> choice(
      String name,
      String description,
      Class<E> type,
      Function<T, E> get,
      BiFunction<T, E, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.TEXT,
        ValueRange.of(Unit.CHOICE),
        Arrays.stream(type.getEnumConstants()).map(Setting::word).toList(),
        t -> word(get.apply(t)),
        (t, text) -> {
          for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(text)) {
              return with.apply(t, constant);
            }
          }
          throw InvalidValueException.choice(
              name, text, Arrays.stream(type.getEnumConstants()).map(Setting::word).toList());
        });
  }

  /** Declares a free text that {@code check} accepts, changes or refuses. */
  public static <T> Setting<T> text(
      String name, String description, Function<T, String> get, BiFunction<T, String, T> with) {
    return new Setting<>(
        name, description, Kind.TEXT, ValueRange.of(Unit.TEXT), List.of(), get, with);
  }

  /** Declares a number of bytes from zero to {@code max}. */
  public static <T> Setting<T> size(
      String name,
      String description,
      int max,
      Function<T, Integer> get,
      BiFunction<T, Integer, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.TEXT,
        new ValueRange(Unit.SIZE, "0", Size.format(max)),
        List.of(),
        t -> Size.format(get.apply(t)),
        (t, text) -> with.apply(t, (int) Size.parse(name, text, max)));
  }

  /** Declares a whole percentage from {@code min} to {@code max}, written with its sign. */
  public static <T> Setting<T> percent(
      String name,
      String description,
      int min,
      int max,
      Function<T, Integer> get,
      BiFunction<T, Integer, T> with) {
    return new Setting<>(
        name,
        description,
        Kind.TEXT,
        new ValueRange(Unit.PERCENT, min + "%", max + "%"),
        List.of(),
        t -> get.apply(t) + "%",
        (t, text) -> {
          String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : "";
          try {
            return with.apply(t, Count.parse(name, digits, min, max));
          } catch (InvalidValueException e) {
            throw new InvalidValueException(name, text, "from " + min + "% to " + max + "%");
          }
        });
  }

  /**
   * Declares what a backend may leave to its director: {@code inherit}, or a value of {@code own}.
   *
   * @param get the value of its own, empty when it inherits
   * @param with returns a copy with that value
   */
  public static <T, V> Setting<T> inherited(
      Setting<V> own, V carrier, Function<T, Optional<V>> get, BiFunction<T, Optional<V>, T> with) {
    return new Setting<>(
        own.name,
        own.description + "; inherit: that of the director",
        Kind.TEXT,
        own.range,
        Stream.concat(Stream.of(INHERIT), own.choices.stream()).toList(),
        t -> get.apply(t).map(own.reader).orElse(INHERIT),
        (t, text) ->
            with.apply(
                t,
                text.equals(INHERIT)
                    ? Optional.empty()
                    : Optional.of(own.writer.apply(carrier, text))));
  }

  /** Returns this setting of a part as a setting of the whole. */
  public <W> Setting<W> of(Function<W, T> get, BiFunction<W, T, W> with) {
    return new Setting<>(
        name,
        description,
        kind,
        range,
        choices,
        whole -> reader.apply(get.apply(whole)),
        (whole, text) -> with.apply(whole, writer.apply(get.apply(whole), text)));
  }

  /** Returns a value of it as JSON shows it. */
  public JsonPrimitive json(String text) {
    return switch (kind) {
      case FLAG -> new JsonPrimitive(Boolean.parseBoolean(text));
      case COUNT -> new JsonPrimitive(Long.parseLong(text));
      case CAPACITY ->
          text.equals("unlimited")
              ? new JsonPrimitive(text)
              : new JsonPrimitive(Long.parseLong(text));
      case TEXT -> new JsonPrimitive(text);
    };
  }

  /** Returns the spelling of an enum's constant in the API: lower case with dashes. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
