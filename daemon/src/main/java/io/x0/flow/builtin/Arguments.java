package io.x0.flow.builtin;

import com.google.re2j.Pattern;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.OperandText;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, checked against the parameters: of the right types, defaults filled
 * in. Asking for a parameter that was not declared so is a bug and throws. Confined to one thread.
 *
 * @param <C> the context
 */
public final class Arguments<C> {
  private final Position position;
  private final Map<String, Operand<C>> single;
  private final Map<String, List<Operand<C>>> rest;
  private final Map<String, List<Entry<C>>> maps;
  private final Set<String> given;
  private final Diagnostics diagnostics;

  /**
   * One {@code 'key' => value}. Immutable.
   *
   * @param position where the key stands
   */
  public record Entry<C>(Position position, String key, Operand<C> value) {
    /** Returns the value as text, whatever its type. */
    public StringExpr<C> text() {
      return OperandText.of(value);
    }

    /** Returns the text of a value that is known when the program is compiled, or null. */
    public @Nullable String constantText() {
      Object constant = value.constant();
      return constant == null ? null : OperandText.text(value.type(), constant);
    }
  }

  /**
   * @param position where the call stands
   * @param single the parameters that take one argument, with defaults
   * @param rest those that take all that are left
   * @param maps those that take a map
   * @param given the names of those that are not defaults
   * @param diagnostics takes what the factory finds wrong
   */
  public Arguments(
      Position position,
      Map<String, Operand<C>> single,
      Map<String, List<Operand<C>>> rest,
      Map<String, List<Entry<C>>> maps,
      Set<String> given,
      Diagnostics diagnostics) {
    this.position = position;
    this.single = Map.copyOf(single);
    this.rest = Map.copyOf(rest);
    this.maps = Map.copyOf(maps);
    this.given = Set.copyOf(given);
    this.diagnostics = diagnostics;
  }

  /** Returns where the call stands. */
  public Position position() {
    return position;
  }

  /** Returns whether the argument was given, and is not the default. */
  public boolean isGiven(String param) {
    return given.contains(param);
  }

  /** Returns the argument of any type. */
  public Operand<C> operand(String param) {
    Operand<C> operand = single.get(param);
    if (operand == null) {
      throw new IllegalArgumentException("no parameter " + param);
    }
    return operand;
  }

  private Operand<C> operand(String param, Type type) {
    Operand<C> operand = operand(param);
    if (operand.type() != type) {
      throw new IllegalArgumentException(
          "type of " + param + ": " + operand.type() + ", not " + type);
    }
    return operand;
  }

  /** Returns a truth. */
  public BoolExpr<C> bool(String param) {
    return operand(param, Type.BOOL).bool();
  }

  /** Returns a number. */
  public LongExpr<C> number(String param) {
    return operand(param, Type.NUMBER).number();
  }

  /** Returns a duration in nanoseconds. */
  public LongExpr<C> nanos(String param) {
    return operand(param, Type.DURATION).number();
  }

  /** Returns a size in bytes. */
  public LongExpr<C> bytes(String param) {
    return operand(param, Type.SIZE).number();
  }

  /** Returns a share in millionths. */
  public LongExpr<C> millionths(String param) {
    return operand(param, Type.SHARE).number();
  }

  /** Returns a text. */
  public StringExpr<C> string(String param) {
    return operand(param, Type.STRING).string();
  }

  /** Returns an address. */
  public ObjectExpr<C, IpAddress> ip(String param) {
    return operand(param, Type.IP).object();
  }

  /** Returns a network. */
  public ObjectExpr<C, Cidr> cidr(String param) {
    return operand(param, Type.CIDR).object();
  }

  /** Returns a pattern. */
  public ObjectExpr<C, Pattern> regex(String param) {
    return operand(param, Type.REGEX).object();
  }

  /** Returns a list of texts. */
  public ObjectExpr<C, List<String>> strings(String param) {
    return operand(param, Type.STRINGS).object();
  }

  /** Returns a list of numbers. */
  public ObjectExpr<C, List<Long>> numbers(String param) {
    return operand(param, Type.NUMBERS).object();
  }

  /** Returns a list of networks; single addresses are networks of one. */
  public ObjectExpr<C, List<Cidr>> cidrs(String param) {
    return operand(param, Type.CIDRS).object();
  }

  /** Returns any value as text. */
  public StringExpr<C> text(String param) {
    return OperandText.of(operand(param));
  }

  /** Returns the value of a text that is known when the program is compiled, or null. */
  public @Nullable String constantText(String param) {
    return operand(param).constantText();
  }

  /** Returns the value of a number of any type that is known, or null. */
  public @Nullable Long constantNumber(String param) {
    return operand(param).constant() instanceof Long number ? number : null;
  }

  /** Returns the value of a text; if it is not known, reports that and returns empty. */
  public String literal(String param) {
    String text = constantText(param);
    if (text == null) {
      error(param, "'" + param + "' must be known when the configuration is loaded", null);
      return "";
    }
    return text;
  }

  /** Returns the arguments of a parameter that takes all that are left. */
  public List<Operand<C>> rest(String param) {
    List<Operand<C>> operands = rest.get(param);
    if (operands == null) {
      throw new IllegalArgumentException("no rest parameter " + param);
    }
    return operands;
  }

  /** Returns the entries of a parameter that takes a map. */
  public List<Entry<C>> entries(String param) {
    List<Entry<C>> entries = maps.get(param);
    if (entries == null) {
      throw new IllegalArgumentException("no map parameter " + param);
    }
    return entries;
  }

  /** Reports that an argument is wrong. */
  public void error(String param, String message, @Nullable String suggestion) {
    diagnostics.error(at(param), message, suggestion);
  }

  /** Reports that something, such as an entry, is wrong. */
  public void error(Position at, String message, @Nullable String suggestion) {
    diagnostics.error(at, message, suggestion);
  }

  /** Reports that an argument is doubtful. */
  public void warning(String param, String message, @Nullable String suggestion) {
    diagnostics.warning(at(param), message, suggestion);
  }

  private Position at(String param) {
    Operand<C> operand = single.get(param);
    return operand == null ? position : operand.position();
  }
}
