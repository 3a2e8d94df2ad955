package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLevelTest {
  @Test
  void set_levelAndBack_isWhatX0Logs() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.x0");
    Level before = logger.getLevel();
    LogLevel level = new LogLevel();
    try {
      level.set("error");
      assertThat(logger.getLevel()).isEqualTo(Level.ERROR);
      level.set("trace");
      assertThat(logger.getLevel()).isEqualTo(Level.TRACE);
    } finally {
      level.set(null);
    }
    assertThat(logger.getLevel()).isEqualTo(before);
  }
}
