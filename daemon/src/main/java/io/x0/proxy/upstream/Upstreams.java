package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The upstream of every protocol, chosen by the scheme of the backend's URL. Those that are rarely
 * needed start with their first request. Thread-safe.
 */
public final class Upstreams implements Upstream, AutoCloseable {
  private final Resources resources;
  private final ClientTls tls;
  private final JettyClientUpstream plain;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable JettyClientUpstream negotiating;
  private volatile @Nullable FastCgiUpstream fastCgi;

  @GuardedBy("lock")
  private boolean isClosed;

  /**
   * Starts on resources that the server has too.
   *
   * @throws IllegalStateException if it does not start
   */
  public Upstreams(Executor executor, Scheduler scheduler, ByteBufferPool buffers) {
    resources = new Resources(executor, scheduler, buffers, new AddressLookup(executor));
    tls = new ClientTls();
    plain = JettyClientUpstream.plain(resources);
  }

  @Override
  public Attempt send(Outgoing request, Observer observer) {
    Upstream upstream =
        switch (request.url().protocol()) {
          case HTTP -> plain;
          case HTTPS, H2C -> negotiating();
          case FCGI -> fastCgi();
        };
    return upstream.send(maySwitch(request) ? request : request.withoutUpgrade(), observer);
  }

  /** WebSocket begins with HTTP/1.1; over the others a request for it is one like any other. */
  private static boolean maySwitch(Outgoing request) {
    return switch (request.url().protocol()) {
      case HTTP, HTTPS -> true;
      case H2C, FCGI -> !request.asksForWebSocket();
    };
  }

  private Upstream negotiating() {
    JettyClientUpstream running = negotiating;
    if (running != null) {
      return running;
    }
    lock.lock();
    try {
      running = negotiating;
      if (running == null) {
        checkOpen();
        running = JettyClientUpstream.negotiating(resources, tls);
        negotiating = running;
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  private Upstream fastCgi() {
    FastCgiUpstream running = fastCgi;
    if (running != null) {
      return running;
    }
    lock.lock();
    try {
      running = fastCgi;
      if (running == null) {
        checkOpen();
        running = new FastCgiUpstream(resources);
        fastCgi = running;
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the proxy stops");
    }
  }

  /** Makes connections from now on read the files of certificates afresh. */
  public void refresh() {
    tls.refresh();
  }

  /** Returns what finds the addresses of backends. */
  public AddressLookup lookup() {
    return resources.lookup();
  }

  ClientTls tls() {
    return tls;
  }

  @Override
  public void close() {
    JettyClientUpstream startedClient;
    FastCgiUpstream startedFastCgi;
    lock.lock();
    try {
      isClosed = true;
      startedClient = negotiating;
      startedFastCgi = fastCgi;
    } finally {
      lock.unlock();
    }
    plain.close();
    if (startedClient != null) {
      startedClient.close();
    }
    if (startedFastCgi != null) {
      startedFastCgi.close();
    }
  }
}
