package io.x0.cli.legacy;

import io.x0.cli.legacy.IniFile.Section;
import io.x0.cli.legacy.IniFile.Value;
import java.util.List;

/**
 * What the bare numbers of a file count. The first generation of the predecessor wrote seconds, the
 * second milliseconds, and so did the first before March 2014; nothing in the file says so.
 */
public enum TimeUnit {
  SECONDS("s"),
  MILLISECONDS("ms");

  private static final List<String> TIMEOUTS =
      List.of("connect-timeout", "read-timeout", "write-timeout");

  /** No timeout was meant to be a quarter of an hour, and none to be less than a second. */
  private static final int PLAUSIBLE = 1_000;

  private final String suffix;

  TimeUnit(String suffix) {
    this.suffix = suffix;
  }

  /** Returns the suffix of such a time. */
  public String suffix() {
    return suffix;
  }

  /** Returns what the numbers of a file most likely count. */
  static TimeUnit of(IniFile file) {
    Section director = file.section("director");
    if (director.values().containsKey("health-check-success-threshold")) {
      return MILLISECONDS;
    }
    int known = 0;
    int large = 0;
    for (String name : TIMEOUTS) {
      Value value = director.values().get(name);
      if (value != null && value.text().matches("[0-9]{1,9}")) {
        known++;
        large += Integer.parseInt(value.text()) >= PLAUSIBLE ? 1 : 0;
      }
    }
    return known > 0 && large == known ? MILLISECONDS : SECONDS;
  }

  @Override
  public String toString() {
    return this == SECONDS ? "seconds" : "milliseconds";
  }
}
