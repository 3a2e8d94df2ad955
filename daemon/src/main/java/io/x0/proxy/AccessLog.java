package io.x0.proxy;

import io.x0.proxy.tunnel.WebSocketTunnel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes access logs on threads of their own, each file for itself. Requests never wait: what a
 * slow or full disk cannot take in time is dropped and counted. Thread-safe.
 */
public final class AccessLog implements RequestLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  /** Lines of so long a time are written together. */
  private static final long BATCH_MILLIS = 20;

  private static final long PATIENCE_SECONDS = 5;

  private final LogCounts counts = new LogCounts();
  private final ConcurrentHashMap<Path, LogFile> files = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "x0-access-log");
            thread.setDaemon(true);
            return thread;
          });
  private final Executor later =
      CompletableFuture.delayedExecutor(BATCH_MILLIS, TimeUnit.MILLISECONDS, threads);

  /**
   * A file that lines go to, and how they look. Immutable.
   *
   * @param file where they go
   * @param format how they look
   * @param mode of the file, if x0d makes it
   */
  public record Target(Path file, LogFormat format, Set<PosixFilePermission> mode) {
    /** Others may not read who asked for what. */
    public static final Set<PosixFilePermission> USUAL_MODE =
        Set.copyOf(PosixFilePermissions.fromString("rw-r-----"));

    /** Makes one whose file may be read by its owner and its group. */
    public Target(Path file, LogFormat format) {
      this(file, format, USUAL_MODE);
    }
  }

  @Override
  public void log(Request request, Response response) {
    Exchange exchange = Exchange.of(request);
    if (exchange == null || exchange.accessLogs().isEmpty()) {
      return;
    }
    AccessRecord entry = AccessRecord.of(exchange, response);
    WebSocketTunnel tunnel = exchange.tunnel();
    if (tunnel == null) {
      write(exchange, entry);
    } else {
      long opened = NanoTime.now();
      tunnel.whenEnded(() -> write(exchange, entry.ended(tunnel, NanoTime.since(opened))));
    }
  }

  private void write(Exchange exchange, AccessRecord entry) {
    for (Target target : exchange.accessLogs()) {
      file(target).add(target.format, entry);
    }
  }

  private LogFile file(Target target) {
    LogFile known = files.get(target.file);
    return known == null
        ? files.computeIfAbsent(target.file, file -> new LogFile(file, target.mode, later, counts))
        : known;
  }

  /** Returns what became of lines. */
  public LogCounts counts() {
    return counts;
  }

  /**
   * Opens all files again by their names, after something else has renamed them.
   *
   * @return done when no more lines go to the files there were; fails if one cannot be opened, with
   *     its name and why, or does not take its lines within five seconds
   */
  public CompletableFuture<Void> reopen() {
    List<CompletableFuture<Void>> turns = new ArrayList<>();
    files.forEach(
        (name, file) ->
            turns.add(
                file.reopen()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .exceptionallyCompose(failure -> failed(name, failure))));
    return CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new));
  }

  private static CompletableFuture<Void> failed(Path name, Throwable failure) {
    Throwable told =
        failure instanceof TimeoutException
            ? new TimeoutException(name + ": it takes no lines (is it a pipe without a reader?)")
            : failure;
    return CompletableFuture.failedFuture(told);
  }

  /** Writes what waits and stops. */
  @Override
  public void close() {
    CompletableFuture<?>[] all =
        files.values().stream().map(LogFile::close).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("access logs were not written completely: {}", e.toString());
    }
    threads.shutdownNow();
  }
}
