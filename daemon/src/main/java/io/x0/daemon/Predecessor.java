package io.x0.daemon;

import io.x0.common.FileFailure;
import io.x0.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The x0d that runs, and that this one replaces. For one thread. As long as {@link #leave} was not
 * called it goes on to serve, and {@link #close} lets it take its state back.
 */
final class Predecessor implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

  /** It finishes its changes, and closes its database. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A process that was killed closes its connections before it is gone. */
  private static final int GONE_SECONDS = 5;

  private final Path socket;
  private final AdminCalls calls;
  private long pid;

  private Predecessor(Path socket, AdminCalls calls) {
    this.socket = socket;
    this.calls = calls;
  }

  /**
   * Returns the x0d that listens on an admin socket, or null when nobody does.
   *
   * @throws StartupException if somebody does who cannot be reached
   */
  static @Nullable Predecessor find(Path socket, Clock clock) throws StartupException {
    if (Files.notExists(socket)) {
      return null;
    }
    try {
      return new Predecessor(socket, new AdminCalls(socket, clock));
    } catch (ConnectException e) {
      return null;
    } catch (IOException e) {
      throw new StartupException(
          "cannot replace the x0d at " + socket + ": " + FileFailure.reason(e), e);
    }
  }

  /**
   * Makes it give up its state.
   *
   * @param stateFolder the one this x0d will use
   * @throws StartupException if it does not; then it goes on to serve
   */
  void handOver(Path stateFolder) throws StartupException {
    try {
      AdminCalls.Reply terms = calls.post("/daemon/handover?dry-run=true", PATIENCE);
      if (terms.status() == 404) {
        throw refused("it is too old for that: stop it, then start this one", null);
      }
      check(terms);
      if (!terms.text("state-dir").equals(stateFolder.toString())) {
        throw refused("its state is in " + terms.text("state-dir") + ", not " + stateFolder, null);
      }
      pid = terms.body().get("pid").getAsLong();
      check(calls.post("/daemon/handover", PATIENCE));
      LOG.info("x0d {} (process {}) hands over", terms.text("version"), pid);
    } catch (IOException e) {
      if (!isGone()) {
        throw refused(FileFailure.reason(e), e);
      }
      LOG.warn("the x0d to replace has ended meanwhile: this one starts as usual");
    }
  }

  /**
   * Makes it end, since this x0d serves.
   *
   * @throws StartupException if it has taken its state back: this x0d must not serve any more
   */
  void leave() throws StartupException {
    try {
      check(calls.post("/daemon/handover/done", PATIENCE));
    } catch (IOException e) {
      if (!isGone()) {
        throw refused(FileFailure.reason(e), e);
      }
      LOG.warn("the x0d to replace has ended meanwhile, without a drain");
    }
  }

  private void check(AdminCalls.Reply reply) throws StartupException {
    if (reply.status() != 200) {
      throw refused(reply.text("detail"), null);
    }
  }

  private StartupException refused(String why, @Nullable Throwable cause) {
    return new StartupException(
        "cannot replace the x0d at " + socket + ", which goes on: " + why, cause);
  }

  /** Returns whether its process has ended, or does so at once. */
  private boolean isGone() {
    ProcessHandle process = pid == 0 ? null : ProcessHandle.of(pid).orElse(null);
    if (process == null) {
      return pid != 0;
    }
    try {
      process.onExit().get(GONE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    try {
      calls.close();
    } catch (IOException e) {
      LOG.debug("{}: {}", socket, e.getMessage());
    }
  }
}
