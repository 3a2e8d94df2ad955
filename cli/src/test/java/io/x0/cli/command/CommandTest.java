package io.x0.cli.command;

import io.x0.cli.FakeDaemon;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of commands with a daemon that answers what it is told. */
abstract class CommandTest {
  @TempDir Path directory;
  FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(directory);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }
}
