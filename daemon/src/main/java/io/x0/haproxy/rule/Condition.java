package io.x0.haproxy.rule;

import io.x0.haproxy.sample.Facts;
import io.x0.haproxy.sample.Sample;
import io.x0.haproxy.sample.Value;
import java.util.List;

/** When a rule applies. Immutable; a tree of at most five levels. */
public sealed interface Condition {
  /** Always. */
  Condition ALWAYS = new Constant(true);

  /** Returns whether it holds for a request. */
  boolean holds(Facts facts);

  /** The same for every request. */
  record Constant(boolean value) implements Condition {
    @Override
    public boolean holds(Facts facts) {
      return value;
    }
  }

  /** The contrary of another. */
  record Not(Condition of) implements Condition {
    @Override
    public boolean holds(Facts facts) {
      return !of.holds(facts);
    }
  }

  /** All of several. */
  record AllOf(List<Condition> terms) implements Condition {
    public AllOf {
      terms = List.copyOf(terms);
    }

    @Override
    public boolean holds(Facts facts) {
      for (Condition term : terms) {
        if (!term.holds(facts)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One of several. */
  record AnyOf(List<Condition> terms) implements Condition {
    public AnyOf {
      terms = List.copyOf(terms);
    }

    @Override
    public boolean holds(Facts facts) {
      for (Condition term : terms) {
        if (term.holds(facts)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A question to the request, one of whose answers fits. */
  record Test(Sample sample, Match match) implements Condition {
    @Override
    public boolean holds(Facts facts) {
      for (Value value : sample.values().apply(facts)) {
        if (match.fits().test(value)) {
          return true;
        }
      }
      return false;
    }
  }
}
