package io.x0.proxy.upstream;

import io.x0.common.OneLine;
import io.x0.common.unit.DurationText;
import io.x0.health.HealthCheck;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One check of one backend: find its address, connect, ask, judge, close. Thread-safe: the timer
 * may end it at any moment, and whatever comes after its end is ignored.
 */
final class ProbeRun implements Dialer.Caller {
  private static final int LONGEST_REASON = 100;

  private final JettyProbe probe;
  private final Probe.Target target;
  private final Consumer<ProbeResult> done;
  private final AtomicBoolean ended = new AtomicBoolean();
  private long startNanos;
  private List<SocketAddress> addresses = List.of();
  private int nextAddress;
  private volatile Scheduler.@Nullable Task timer;
  private volatile @Nullable Closeable connection;
  private volatile @Nullable ProbeAnswer answer;

  ProbeRun(JettyProbe probe, Probe.Target target, Consumer<ProbeResult> done) {
    this.probe = probe;
    this.target = target;
    this.done = done;
  }

  Probe.Target target() {
    return target;
  }

  /** Begins; from here on its time runs. */
  void begin() {
    startNanos = probe.clock().nanos();
    timer =
        probe
            .scheduler()
            .schedule(this::expire, target.check().timeout().toNanos(), TimeUnit.NANOSECONDS);
    if (target.url().isUnix()) {
      connect(List.of(UnixDomainSocketAddress.of(target.url().path())));
      return;
    }
    probe
        .lookup()
        .find(
            target.url().host(),
            found ->
                connect(
                    found.stream()
                        .<SocketAddress>map(a -> new InetSocketAddress(a, target.url().port()))
                        .toList()),
            () -> end(false, "name " + target.url().host() + " cannot be resolved"));
  }

  private void connect(List<SocketAddress> found) {
    addresses = found;
    connectNext();
  }

  private void connectNext() {
    SocketAddress address = addresses.get(nextAddress);
    nextAddress++;
    probe.dialer().dial(address, this);
  }

  @Override
  public boolean owns(SocketChannel channel) {
    return closesAtEnd(channel);
  }

  /** Makes sure that {@code resource} is closed at the end; false when that has come already. */
  private boolean closesAtEnd(Closeable resource) {
    connection = resource;
    if (ended.get()) {
      IO.close(resource);
      return false;
    }
    return true;
  }

  @Override
  public Connection connected(EndPoint endPoint) throws IOException {
    closesAtEnd(endPoint);
    return new ProbeSpeech(probe, this).over(endPoint);
  }

  /** Notes what judges the answer. */
  void expect(ProbeAnswer expected) {
    answer = expected;
  }

  /** The connection is open: a check that wants no more is over. */
  boolean isOver() {
    if (target.check().type() == HealthCheck.Type.TCP) {
      end(true, "connection accepted");
    }
    return ended.get();
  }

  @Override
  public void failed(Throwable failure) {
    onFailure(failure);
  }

  /** The connection could not be made, or broke. */
  void onFailure(Throwable failure) {
    if (ended.get()) {
      return;
    }
    if (answer == null && nextAddress < addresses.size()) {
      connectNext();
    } else {
      end(false, reason(failure));
    }
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    String text =
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    return OneLine.of(Character.toLowerCase(text.charAt(0)) + text.substring(1), LONGEST_REASON);
  }

  private void expire() {
    ProbeAnswer expected = answer;
    String what =
        expected == null
            ? "no connection"
            : expected.isBegun() ? "answer not complete" : "no answer";
    end(false, what + " within " + DurationText.format(target.check().timeout()));
  }

  /** Ends the check, unless it has ended. */
  void end(boolean good, String detail) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    long nanos = probe.clock().nanos() - startNanos;
    Scheduler.Task started = timer;
    if (started != null) {
      started.cancel();
    }
    IO.close(connection);
    probe.ended(() -> done.accept(new ProbeResult(good, detail, nanos)));
  }
}
