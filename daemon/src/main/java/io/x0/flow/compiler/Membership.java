package io.x0.flow.compiler;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles what asks whether one thing is in another, and regex matches. Stateless. */
final class Membership {
  private Membership() {}

  /** Returns {@code left in right}, or null if such values are never in one another. */
  static <C> @Nullable BoolExpr<C> in(Operand<C> left, Operand<C> right) {
    return switch (right.type()) {
      case STRING -> left.type() == Type.STRING ? part(left.string(), right.string()) : null;
      case STRINGS -> left.type() == Type.STRING ? element(left.string(), right) : null;
      case NUMBERS -> left.type() == Type.NUMBER ? element(left.number(), right.object()) : null;
      case IPS -> left.type() == Type.IP ? address(left.object(), right.object()) : null;
      case CIDR, CIDRS -> networks(left, right);
      default -> null;
    };
  }

  private static <C> BoolExpr<C> part(StringExpr<C> l, StringExpr<C> r) {
    return c -> r.eval(c).contains(l.eval(c));
  }

  private static <C> BoolExpr<C> element(StringExpr<C> l, Operand<C> right) {
    if (right.constant() instanceof List<?> known) {
      Set<Object> set = new HashSet<>(known);
      return c -> set.contains(l.eval(c));
    }
    ObjectExpr<C, List<String>> r = right.object();
    return c -> r.eval(c).contains(l.eval(c));
  }

  private static <C> BoolExpr<C> element(LongExpr<C> l, ObjectExpr<C, List<Long>> r) {
    return c -> {
      long wanted = l.eval(c);
      List<Long> list = r.eval(c);
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) == wanted) {
          return true;
        }
      }
      return false;
    };
  }

  private static <C> BoolExpr<C> address(
      ObjectExpr<C, IpAddress> l, ObjectExpr<C, List<IpAddress>> r) {
    return c -> r.eval(c).contains(l.eval(c));
  }

  private static <C> @Nullable BoolExpr<C> networks(Operand<C> left, Operand<C> right) {
    if (left.type() == Type.IP) {
      ObjectExpr<C, IpAddress> l = left.object();
      if (right.type() == Type.CIDR) {
        ObjectExpr<C, Cidr> r = right.object();
        return c -> r.eval(c).contains(l.eval(c));
      }
      ObjectExpr<C, List<Cidr>> r = right.object();
      return c -> anyContains(r.eval(c), l.eval(c));
    }
    if (left.type() == Type.CIDR) {
      ObjectExpr<C, Cidr> l = left.object();
      if (right.type() == Type.CIDR) {
        ObjectExpr<C, Cidr> r = right.object();
        return c -> r.eval(c).contains(l.eval(c));
      }
      ObjectExpr<C, List<Cidr>> r = right.object();
      return c -> anyContains(r.eval(c), l.eval(c));
    }
    return null;
  }

  private static boolean anyContains(List<Cidr> networks, IpAddress address) {
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyContains(List<Cidr> networks, Cidr network) {
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(network)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a pattern is found in a text; the groups of a match are kept. */
  static <C extends FlowContext> BoolExpr<C> matches(
      StringExpr<C> text, ObjectExpr<C, Pattern> pattern) {
    return c -> find(c, pattern.eval(c), text.eval(c));
  }

  /** Finds the pattern, and keeps its groups if it is there. */
  static boolean find(FlowContext context, Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    boolean found = matcher.find();
    if (found) {
      context.matched(matcher);
    }
    return found;
  }
}
