package io.x0.flow.builtin;

import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something a program can call: what it takes, what it gives, and how a call of it is compiled.
 * Several may have one name and differ in their parameters. Immutable.
 *
 * @param <C> the context its closures run in
 * @param name the name, with dots
 * @param description one line for an operator
 * @param kind what a call does
 * @param result what a function returns; otherwise {@link Type#VOID}
 * @param params what it takes, in order
 * @param factory makes the closure of one call: a {@link BoolExpr}, {@link LongExpr}, {@link
 *     StringExpr} or {@link ObjectExpr} for a function, as its result requires; an {@link Action};
 *     or a {@link Statement}
 */
public record Builtin<C>(
    String name,
    String description,
    Kind kind,
    Type result,
    List<Param> params,
    Factory<C, ?> factory) {

  /** What a call does. */
  public enum Kind {
    /** It returns a value. */
    FUNCTION,
    /** It does something, and the program goes on. */
    ACTION,
    /** It may finish the program. */
    HANDLER,
    /** It always finishes the program. */
    FINISHER
  }

  /**
   * Makes the closure of one call, when the program is compiled. It is the place to look at
   * constant arguments once and for all, and to report those that are wrong.
   *
   * @param <C> the context
   * @param <X> the closure
   */
  @FunctionalInterface
  public interface Factory<C, X> {
    /**
     * Returns the closure. After an error was reported it is not used, but must not be null.
     *
     * @throws io.x0.common.InvalidValueException to report an error at the call
     */
    X create(Arguments<C> arguments);
  }

  public Builtin {
    params = List.copyOf(params);
  }

  /** Starts the declaration of a builtin. */
  public static <C> Declaration<C> named(String name, String description) {
    return new Declaration<>(name, description);
  }

  /** Returns how it is called, such as {@code req.header(name: String) -> String}. */
  public String signature() {
    String list = params.stream().map(Param::toString).collect(Collectors.joining(", "));
    return name + "(" + list + ")" + (kind == Kind.FUNCTION ? " -> " + result : "");
  }

  /**
   * A declaration in the making: parameters first, then one of the methods that end it.
   *
   * @param <C> the context
   */
  public static final class Declaration<C> {
    private final String name;
    private final String description;
    private final List<Param> params = new ArrayList<>();

    private Declaration(String name, String description) {
      this.name = name;
      this.description = description;
    }

    /** Adds a parameter that must be given. */
    public Declaration<C> param(String param, Type type) {
      return add(Param.required(param, type));
    }

    /** Adds a parameter that may be left out. */
    public Declaration<C> param(String param, Type type, Object defaultValue) {
      return add(Param.optional(param, type, defaultValue));
    }

    /** Adds a last parameter that takes all arguments that are left. */
    public Declaration<C> rest(String param, Type type) {
      return add(Param.rest(param, type));
    }

    /** Adds a last parameter that takes all arguments of the form {@code 'key' => value}. */
    public Declaration<C> map(String param, Type valueType) {
      return add(Param.map(param, valueType));
    }

    private Declaration<C> add(Param param) {
      params.add(param);
      return this;
    }

    private Builtin<C> end(Kind kind, Type result, Factory<C, ?> factory) {
      return new Builtin<>(name, description, kind, result, params, factory);
    }

    /** Ends the declaration of a function that returns a truth. */
    public Builtin<C> bool(Factory<C, BoolExpr<C>> factory) {
      return end(Kind.FUNCTION, Type.BOOL, factory);
    }

    /** Ends the declaration of a function that returns a number. */
    public Builtin<C> number(Factory<C, LongExpr<C>> factory) {
      return end(Kind.FUNCTION, Type.NUMBER, factory);
    }

    /** Ends the declaration of a function that returns a text, never null. */
    public Builtin<C> string(Factory<C, StringExpr<C>> factory) {
      return end(Kind.FUNCTION, Type.STRING, factory);
    }

    /** Ends the declaration of a function that returns a duration, in nanoseconds. */
    public Builtin<C> nanos(Factory<C, LongExpr<C>> factory) {
      return end(Kind.FUNCTION, Type.DURATION, factory);
    }

    /** Ends the declaration of a function that returns a size, in bytes. */
    public Builtin<C> bytes(Factory<C, LongExpr<C>> factory) {
      return end(Kind.FUNCTION, Type.SIZE, factory);
    }

    /** Ends the declaration of a function that returns an address. */
    public Builtin<C> ip(Factory<C, ObjectExpr<C, IpAddress>> factory) {
      return end(Kind.FUNCTION, Type.IP, factory);
    }

    /** Ends the declaration of a function that returns a network. */
    public Builtin<C> cidr(Factory<C, ObjectExpr<C, Cidr>> factory) {
      return end(Kind.FUNCTION, Type.CIDR, factory);
    }

    /** Ends the declaration of a function that returns a list of texts. */
    public Builtin<C> strings(Factory<C, ObjectExpr<C, List<String>>> factory) {
      return end(Kind.FUNCTION, Type.STRINGS, factory);
    }

    /** Ends the declaration of something that is done, and the program goes on. */
    public Builtin<C> action(Factory<C, Action<C>> factory) {
      return end(Kind.ACTION, Type.VOID, factory);
    }

    /** Ends the declaration of something that may finish the program. */
    public Builtin<C> handler(Factory<C, Statement<C>> factory) {
      return end(Kind.HANDLER, Type.VOID, factory);
    }

    /** Ends the declaration of something that always finishes the program. */
    public Builtin<C> finisher(Factory<C, Action<C>> factory) {
      return end(Kind.FINISHER, Type.VOID, factory);
    }
  }
}
