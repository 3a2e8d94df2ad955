package io.x0.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The least level that x0 logs, which a configuration may change. One thread at a time. */
final class LogLevel {
  private static final String ALL_OF_X0 = "io.x0";

  private final @Nullable Level atStart;

  LogLevel() {
    Logger logger = logger();
    atStart = logger == null ? null : logger.getLevel();
  }

  /** Sets a level; null means the one x0d was started with. */
  void set(@Nullable String level) {
    Logger logger = logger();
    if (logger != null) {
      logger.setLevel(level == null ? atStart : Level.toLevel(level, Level.INFO));
    }
  }

  private static @Nullable Logger logger() {
    return LoggerFactory.getLogger(ALL_OF_X0) instanceof Logger logger ? logger : null;
  }
}
