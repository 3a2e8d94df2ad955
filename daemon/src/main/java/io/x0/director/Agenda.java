package io.x0.director;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is to be done for the backends of a director, and when. Confined to the director's lock. */
final class Agenda {
  private final TreeSet<Alarm> alarms =
      new TreeSet<>(
          Comparator.<Alarm>comparingLong(alarm -> alarm.order).thenComparingLong(a -> a.number));
  private final long zero;
  private long numbers;

  /** What an alarm is for. */
  enum Task {
    /** A check is due. */
    CHECK,
    /** The effective capacity changes. */
    STEP,
    /** The time to finish requests is over. */
    DRAIN
  }

  /** One entry: a backend has one for each task, which is set or not. */
  static final class Alarm {
    final Backend backend;
    final Task task;
    private long order;
    private long number;
    private boolean isSet;

    Alarm(Backend backend, Task task) {
      this.backend = backend;
      this.task = task;
    }
  }

  /**
   * @param nowNanos any time; deadlines are compared with it, as the clock may overflow
   */
  Agenda(long nowNanos) {
    zero = nowNanos;
  }

  /** Sets an alarm, whether it was set or not. */
  void set(Alarm alarm, long deadlineNanos) {
    clear(alarm);
    alarm.order = deadlineNanos - zero;
    alarm.number = numbers++;
    alarm.isSet = true;
    alarms.add(alarm);
  }

  /** Sets an alarm, unless it goes off before. */
  void setAtLatest(Alarm alarm, long deadlineNanos) {
    if (!alarm.isSet || deadlineNanos - zero < alarm.order) {
      set(alarm, deadlineNanos);
    }
  }

  /** Switches an alarm off. */
  void clear(Alarm alarm) {
    if (alarm.isSet) {
      alarms.remove(alarm);
      alarm.isSet = false;
    }
  }

  /** Takes out the first alarm that is due; null when none is. */
  @Nullable Alarm next(long nowNanos) {
    if (alarms.isEmpty() || alarms.first().order > nowNanos - zero) {
      return null;
    }
    Alarm alarm = alarms.first();
    clear(alarm);
    return alarm;
  }

  /** Returns the time of the first alarm, or empty. */
  OptionalLong earliest() {
    return alarms.isEmpty() ? OptionalLong.empty() : OptionalLong.of(alarms.first().order + zero);
  }
}
