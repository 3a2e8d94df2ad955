package io.x0.flow.closure;

import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression: its type, its closure, and its value if that is already known. Immutable.
 *
 * @param <C> the context
 */
public final class Operand<C> {
  private final Position position;
  private final Type type;
  private final Object closure;
  private final @Nullable Object constant;

  private Operand(Position position, Type type, Object closure, @Nullable Object constant) {
    this.position = position;
    this.type = type;
    this.closure = closure;
    this.constant = constant;
  }

  /** Returns a known value; a {@code Boolean}, {@code Long}, {@code String} or other object. */
  public static <C> Operand<C> constant(Position position, Type type, Object value) {
    Object closure =
        switch (type.form()) {
          case BOOLEAN -> constantBool((Boolean) value);
          case LONG -> constantLong((Long) value);
          case STRING -> constantString((String) value);
          case OBJECT -> (ObjectExpr<C, Object>) c -> value;
          case NONE -> throw new IllegalArgumentException("type without values: " + type);
        };
    return new Operand<>(position, type, closure, value);
  }

  private static <C> BoolExpr<C> constantBool(boolean value) {
    return value ? c -> true : c -> false;
  }

  private static <C> LongExpr<C> constantLong(long value) {
    return c -> value;
  }

  private static <C> StringExpr<C> constantString(String value) {
    return c -> value;
  }

  /** Returns a condition. */
  public static <C> Operand<C> ofBool(Position position, BoolExpr<C> closure) {
    return new Operand<>(position, Type.BOOL, closure, null);
  }

  /** Returns a text. */
  public static <C> Operand<C> ofString(Position position, StringExpr<C> closure) {
    return new Operand<>(position, Type.STRING, closure, null);
  }

  /** Returns a number of the given type. */
  public static <C> Operand<C> ofNumber(Position position, Type type, LongExpr<C> closure) {
    return new Operand<>(position, type, closure, null);
  }

  /** Returns an object of the given type. */
  public static <C> Operand<C> ofObject(Position position, Type type, ObjectExpr<C, ?> closure) {
    return new Operand<>(position, type, closure, null);
  }

  /** Returns the result of a function, whose closure must have the form of its type. */
  public static <C> Operand<C> ofResult(Position position, Type type, Object closure) {
    boolean fits =
        switch (type.form()) {
          case BOOLEAN -> closure instanceof BoolExpr;
          case LONG -> closure instanceof LongExpr;
          case STRING -> closure instanceof StringExpr;
          case OBJECT -> closure instanceof ObjectExpr;
          case NONE -> false;
        };
    if (!fits) {
      throw new IllegalArgumentException("closure of another form than " + type);
    }
    return new Operand<>(position, type, closure, null);
  }

  /** Returns what stands for an expression that has been reported as wrong; it fits everywhere. */
  public static <C> Operand<C> error(Position position) {
    return new Operand<>(position, Type.ERROR, Type.ERROR, null);
  }

  /** Returns the same value as another type of the same form. */
  public Operand<C> as(Type other) {
    if (other.form() != type.form()) {
      throw new IllegalArgumentException("form of " + other + " (expected: that of " + type + ")");
    }
    return new Operand<>(position, other, closure, constant);
  }

  /** Returns where the expression starts. */
  public Position position() {
    return position;
  }

  /** Returns the type. */
  public Type type() {
    return type;
  }

  /** Returns whether the expression is wrong, and has been reported. */
  public boolean isError() {
    return type == Type.ERROR;
  }

  /** Returns whether the value is known when the program is compiled. */
  public boolean isConstant() {
    return constant != null;
  }

  /** Returns the value if it is known when the program is compiled. */
  public @Nullable Object constant() {
    return constant;
  }

  /** Returns the known value of a text, or null. */
  public @Nullable String constantText() {
    return constant instanceof String text ? text : null;
  }

  /** Returns the closure of a condition. */
  @SuppressWarnings("unchecked")
  public BoolExpr<C> bool() {
    return isError() ? c -> false : (BoolExpr<C>) check(Type.Form.BOOLEAN);
  }

  /** Returns the closure of a number, duration, size or share. */
  @SuppressWarnings("unchecked")
  public LongExpr<C> number() {
    return isError() ? c -> 0 : (LongExpr<C>) check(Type.Form.LONG);
  }

  /** Returns the closure of a text. */
  @SuppressWarnings("unchecked")
  public StringExpr<C> string() {
    return isError() ? c -> "" : (StringExpr<C>) check(Type.Form.STRING);
  }

  /** Returns the closure of any other value; the type says which. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> ObjectExpr<C, T> object() {
    return (ObjectExpr<C, T>) check(Type.Form.OBJECT);
  }

  private Object check(Type.Form form) {
    if (type.form() != form) {
      throw new IllegalStateException("form of " + type + ": " + type.form() + ", not " + form);
    }
    return Objects.requireNonNull(closure);
  }
}
