package io.x0.flow.compiler;

import io.x0.common.InvalidValueException;
import io.x0.common.unit.DurationText;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.OperandText;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which types stand in for others without being asked: a number is a size in bytes, an address the
 * network of itself. Everything else is an error, with what would be right. Stateless.
 */
final class Conversions {
  private Conversions() {}

  /** Returns the operand as the type, or null if it cannot be that. */
  static <C> @Nullable Operand<C> convert(Operand<C> operand, Type target) {
    Type type = operand.type();
    if (type == target || operand.isError()) {
      return operand;
    }
    if (target == Type.ANY) {
      return type == Type.VOID ? null : operand;
    }
    if (type == Type.NUMBER && target == Type.SIZE) {
      return operand.as(Type.SIZE);
    }
    if (type == Type.IP && target == Type.CIDR) {
      if (operand.constant() instanceof IpAddress address) {
        return Operand.constant(operand.position(), Type.CIDR, Cidr.of(address));
      }
      ObjectExpr<C, IpAddress> address = operand.object();
      ObjectExpr<C, Cidr> network = c -> Cidr.of(address.eval(c));
      return Operand.ofObject(operand.position(), Type.CIDR, network);
    }
    if (type == Type.IPS && target == Type.CIDRS) {
      return networks(operand);
    }
    return null;
  }

  private static <C> Operand<C> networks(Operand<C> operand) {
    ObjectExpr<C, List<IpAddress>> addresses = operand.object();
    if (operand.constant() instanceof List<?> list) {
      List<Cidr> networks = list.stream().map(a -> Cidr.of((IpAddress) a)).toList();
      return Operand.constant(operand.position(), Type.CIDRS, networks);
    }
    ObjectExpr<C, List<Cidr>> networks = c -> addresses.eval(c).stream().map(Cidr::of).toList();
    return Operand.ofObject(operand.position(), Type.CIDRS, networks);
  }

  /** Returns how to write what was meant, or null if that cannot be told. */
  static @Nullable String suggest(Operand<?> operand, Type target) {
    Object value = operand.constant();
    if (target == Type.DURATION && operand.type() == Type.NUMBER) {
      String n = value == null ? "30" : value.toString();
      return "a duration needs a unit: " + n + "s, " + n + "ms or " + n + " min";
    }
    if (target == Type.SHARE && operand.type() == Type.NUMBER) {
      return "a share needs a percent sign: " + (value == null ? "20" : value) + "%";
    }
    if (operand.type() == Type.STRING && value != null && spells(value.toString(), target)) {
      return "write it without quotes: " + value;
    }
    return switch (target) {
      case STRING -> suggestString(operand);
      case DURATION -> "a duration is a number with a unit, such as 30s";
      case SIZE -> "a size is a number of bytes, or one with a unit, such as 64k";
      case SHARE -> "a share is a number with a percent sign, such as 20%";
      case REGEX -> "a regex stands between slashes: /.../";
      default -> null;
    };
  }

  private static @Nullable String suggestString(Operand<?> operand) {
    Object value = operand.constant();
    return switch (operand.type()) {
      case NUMBER, DURATION, SHARE, IP, CIDR, BOOL ->
          value == null
              ? "string(...) makes a String of it"
              : "write it in quotes: '" + OperandText.text(operand.type(), value) + "'";
      case VOID -> null;
      default -> "string(...) makes a String of it";
    };
  }

  /** Returns whether a text is what a literal of the type looks like. */
  private static boolean spells(String text, Type target) {
    return switch (target) {
      case NUMBER, SIZE -> !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
      case IP -> IpAddress.parse(text).isPresent();
      case CIDR -> Cidr.parse(text).isPresent();
      case DURATION -> isDuration(text);
      case BOOL -> text.equals("true") || text.equals("false");
      default -> false;
    };
  }

  private static boolean isDuration(String text) {
    try {
      return !DurationText.parse("text", text).isNegative();
    } catch (InvalidValueException e) {
      return false;
    }
  }
}
