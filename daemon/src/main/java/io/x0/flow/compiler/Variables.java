package io.x0.flow.compiler;

import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;

/**
 * Gives variables their room in the context, and compiles reading and writing them. Handlers do not
 * call themselves, so each variable has a room of its own. Confined to one thread.
 */
final class Variables {
  private int numbers;
  private int objects;

  /** Returns how many numbers and truths there are. */
  int numberCount() {
    return numbers;
  }

  /** Returns how many other values there are. */
  int objectCount() {
    return objects;
  }

  /** Returns a new variable. */
  Binding.Local allocate(Position position, Type type) {
    return new Binding.Local(position, type, isNumber(type) ? numbers++ : objects++);
  }

  private static boolean isNumber(Type type) {
    return type.form() == Type.Form.LONG || type.form() == Type.Form.BOOLEAN;
  }

  /** Returns the value of a variable. */
  static <C extends FlowContext> Operand<C> read(Position at, Binding binding) {
    if (binding instanceof Binding.Constant constant) {
      return Operand.constant(at, constant.type(), constant.value());
    } else if (binding instanceof Binding.Local local) {
      int slot = local.slot();
      return switch (local.type().form()) {
        case BOOLEAN -> Operand.ofBool(at, c -> c.number(slot) != 0);
        case LONG -> Operand.ofNumber(at, local.type(), c -> c.number(slot));
        case STRING -> Operand.ofString(at, c -> (String) c.object(slot));
        case OBJECT -> Operand.ofObject(at, local.type(), c -> c.object(slot));
        case NONE -> Operand.error(at);
      };
    } else if (binding instanceof Binding.Global global) {
      Binding.Cell cell = global.cell();
      return switch (global.type().form()) {
        case BOOLEAN -> Operand.ofBool(at, c -> cell.number != 0);
        case LONG -> Operand.ofNumber(at, global.type(), c -> cell.number);
        case STRING -> Operand.ofString(at, c -> (String) cell.object);
        case OBJECT -> Operand.ofObject(at, global.type(), c -> cell.object);
        case NONE -> Operand.error(at);
      };
    }
    return Operand.error(at);
  }

  /** Returns what sets a local variable to a value of its type. */
  static <C extends FlowContext> Action<C> write(int slot, Operand<C> value) {
    switch (value.type().form()) {
      case BOOLEAN -> {
        BoolExpr<C> bool = value.bool();
        return c -> c.setNumber(slot, bool.eval(c) ? 1 : 0);
      }
      case LONG -> {
        LongExpr<C> number = value.number();
        return c -> c.setNumber(slot, number.eval(c));
      }
      case STRING -> {
        StringExpr<C> text = value.string();
        return c -> c.setObject(slot, text.eval(c));
      }
      case OBJECT -> {
        ObjectExpr<C, Object> object = value.object();
        return c -> c.setObject(slot, object.eval(c));
      }
      default -> {
        return c -> {};
      }
    }
  }

  /** Returns what sets a global variable to a value of its type. */
  static <C extends FlowContext> Action<C> write(Binding.Cell cell, Operand<C> value) {
    switch (value.type().form()) {
      case BOOLEAN -> {
        BoolExpr<C> bool = value.bool();
        return c -> cell.number = bool.eval(c) ? 1 : 0;
      }
      case LONG -> {
        LongExpr<C> number = value.number();
        return c -> cell.number = number.eval(c);
      }
      case STRING -> {
        StringExpr<C> text = value.string();
        return c -> cell.object = text.eval(c);
      }
      case OBJECT -> {
        ObjectExpr<C, Object> object = value.object();
        return c -> cell.object = object.eval(c);
      }
      default -> {
        return c -> {};
      }
    }
  }
}
