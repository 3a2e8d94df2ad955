package io.x0.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes access logs on a thread of its own. Requests never wait for it: what a slow or full disk
 * cannot take in time is dropped and counted. Thread-safe.
 */
public final class AccessLog implements RequestLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final int QUEUE = 65_536;

  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer = new Thread(this::write, "x0-access-log");
  private volatile boolean stopping;

  /**
   * A file that lines go to, and how they look. Immutable.
   *
   * @param file where they go
   * @param format how they look
   */
  public record Target(Path file, LogFormat format) {}

  private record Line(Target target, AccessRecord record) {}

  /** Starts the writer. */
  public AccessLog() {
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void log(Request request, Response response) {
    Exchange exchange = Exchange.of(request);
    if (exchange == null || exchange.accessLogs().isEmpty()) {
      return;
    }
    AccessRecord entry = AccessRecord.of(exchange, response);
    for (Target target : exchange.accessLogs()) {
      if (!lines.offer(new Line(target, entry))) {
        dropped.incrementAndGet();
      }
    }
  }

  /** Returns how many lines were dropped. */
  public long dropped() {
    return dropped.get();
  }

  private void write() {
    Map<Path, OutputStream> open = new HashMap<>();
    try {
      while (!stopping || !lines.isEmpty()) {
        Line line = lines.poll(100, TimeUnit.MILLISECONDS);
        if (line == null) {
          continue;
        }
        do {
          append(line, open);
        } while ((line = lines.poll()) != null);
        flush(open);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.values().forEach(AccessLog::closeQuietly);
    }
  }

  private void append(Line line, Map<Path, OutputStream> open) {
    try {
      OutputStream out = open.get(line.target.file);
      if (out == null) {
        out = openFile(line.target.file);
        open.put(line.target.file, out);
      }
      out.write((line.target.format.line(line.record) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      failed(line.target.file, open.remove(line.target.file), e);
    }
  }

  private void flush(Map<Path, OutputStream> open) {
    for (Map.Entry<Path, OutputStream> entry : Map.copyOf(open).entrySet()) {
      try {
        entry.getValue().flush();
      } catch (IOException e) {
        failed(entry.getKey(), open.remove(entry.getKey()), e);
      }
    }
  }

  private void failed(Path file, @Nullable OutputStream out, IOException cause) {
    if (dropped.getAndIncrement() % 10_000 == 0) {
      LOG.warn(
          "access log {}: {}; its lines are dropped until it can be written",
          file,
          cause.toString());
    }
    if (out != null) {
      closeQuietly(out);
    }
  }

  private static OutputStream openFile(Path file) throws IOException {
    return new java.io.BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 16_384);
  }

  private static void closeQuietly(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      LOG.debug("closing an access log", e);
    }
  }

  /** Writes what is queued and stops. */
  @Override
  public void close() {
    stopping = true;
    try {
      writer.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
