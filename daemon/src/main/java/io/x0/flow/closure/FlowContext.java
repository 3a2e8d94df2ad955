package io.x0.flow.closure;

import com.google.re2j.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * What every program needs from the context it runs in: the groups of the last regex that matched,
 * and room for its variables. One run at a time; confined to that run's thread.
 */
public class FlowContext {
  private static final long[] NO_NUMBERS = {};
  private static final Object[] NO_OBJECTS = {};

  private @Nullable Matcher matched;
  private long[] numbers = NO_NUMBERS;
  private Object[] objects = NO_OBJECTS;

  /** Returns a group of the last regex that matched, 0 for all of it; empty if there is none. */
  public final String group(int index) {
    if (matched == null || index > matched.groupCount()) {
      return "";
    }
    String group = matched.group(index);
    return group == null ? "" : group;
  }

  /** Keeps the groups of a regex that has just matched. */
  public final void matched(Matcher matcher) {
    matched = matcher;
  }

  /** For compiled programs: forgets the last run and makes room for so many variables. */
  public final void prepare(int numberCount, int objectCount) {
    matched = null;
    if (numbers.length < numberCount) {
      numbers = new long[numberCount];
    }
    if (objects.length < objectCount) {
      objects = new Object[objectCount];
    }
  }

  /** For compiled programs: returns a variable that is a number or a truth. */
  public final long number(int slot) {
    return numbers[slot];
  }

  /** For compiled programs: sets a variable that is a number or a truth. */
  public final void setNumber(int slot, long value) {
    numbers[slot] = value;
  }

  /** For compiled programs: returns any other variable. */
  public final Object object(int slot) {
    return objects[slot];
  }

  /** For compiled programs: sets any other variable. */
  public final void setObject(int slot, Object value) {
    objects[slot] = value;
  }
}
