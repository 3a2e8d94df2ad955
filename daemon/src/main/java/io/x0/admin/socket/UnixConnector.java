package io.x0.admin.socket;

import io.x0.common.FileFailure;
import io.x0.unix.SocketFile;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections on a UNIX socket. Jetty's own connector for that is not published for the
 * Jetty version x0 needs.
 */
public final class UnixConnector extends AbstractConnector {
  private static final Logger LOG = LoggerFactory.getLogger(UnixConnector.class);

  private final SocketPlace place;
  private final Connections connections;
  private final SelectorManager selectors;
  private volatile @Nullable SocketFile file;
  private volatile @Nullable Credentials credentials;

  /**
   * @param connections is told who comes and goes
   */
  public UnixConnector(
      Server server, SocketPlace place, Connections connections, HttpConnectionFactory http) {
    super(server, null, null, null, 1, http);
    this.place = place;
    this.connections = connections;
    this.selectors = new Selectors();
    installBean(selectors, true);
  }

  /**
   * Binds the socket.
   *
   * @param isAside whether it gets another name first, until {@link #publish}: the name belongs to
   *     the x0d that this one replaces
   * @throws IOException if it cannot be bound; the message says why and what to do
   */
  public void open(boolean isAside) throws IOException {
    SocketFile opened =
        AdminSocketFile.bind(
            isAside ? new SocketPlace(SocketFile.aside(place.path()), place.group()) : place);
    file = opened;
    try {
      credentials = new Credentials(opened.path());
    } catch (IOException e) {
      close();
      throw new IOException(
          "cannot bind the admin socket " + place.path() + ": it was removed just now", e);
    }
  }

  /**
   * Gives the socket its name, which nobody misses for a moment.
   *
   * @throws IOException if that is not possible; the message says why
   */
  public void publish() throws IOException {
    Objects.requireNonNull(file, "not open").moveTo(place.path());
    credentials = new Credentials(place.path());
  }

  /** Returns the name of the group whose members may use the socket; it must be open. */
  public String group() {
    return Objects.requireNonNull(credentials, "not open").group();
  }

  @Override
  protected void accept(int acceptorId) throws IOException {
    SocketFile open = file;
    if (open == null || !open.channel().isOpen()) {
      return;
    }
    SocketChannel peer = open.channel().accept();
    Credentials known = credentials;
    if (known == null || !connections.enter(peer, known.peer(peer))) {
      peer.close();
      return;
    }
    try {
      peer.configureBlocking(false);
      selectors.accept(peer);
    } catch (IOException | RuntimeException e) {
      connections.leave(peer);
      peer.close();
      throw e;
    }
  }

  /** Stops accepting and removes the socket file. */
  public void close() {
    SocketFile open = file;
    file = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      LOG.warn("closing the admin socket {}: {}", place.path(), FileFailure.reason(e));
    }
  }

  @Override
  protected void interruptAcceptors() {
    close();
    super.interruptAcceptors();
  }

  @Override
  public @Nullable Object getTransport() {
    SocketFile open = file;
    return open == null ? null : open.channel();
  }

  private final class Selectors extends SelectorManager {
    Selectors() {
      super(UnixConnector.this.getExecutor(), UnixConnector.this.getScheduler(), 1);
      addEventListener(new Leaving());
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel peer, ManagedSelector selector, SelectionKey key) {
      SocketChannelEndPoint endPoint =
          new SocketChannelEndPoint((SocketChannel) peer, selector, key, getScheduler());
      endPoint.setIdleTimeout(getIdleTimeout());
      return endPoint;
    }

    @Override
    public Connection newConnection(
        SelectableChannel peer, EndPoint endPoint, @Nullable Object attachment) {
      return Objects.requireNonNull(getDefaultConnectionFactory())
          .newConnection(UnixConnector.this, endPoint);
    }

    @Override
    protected void endPointOpened(EndPoint endPoint) {
      super.endPointOpened(endPoint);
      onEndPointOpened(endPoint);
    }

    @Override
    protected void endPointClosed(EndPoint endPoint) {
      onEndPointClosed(endPoint);
      super.endPointClosed(endPoint);
    }
  }

  /** Tells of connections that end, and of those that failed before they began. */
  private final class Leaving implements SelectorManager.AcceptListener {
    @Override
    public void onAcceptFailed(SelectableChannel peer, Throwable cause) {
      connections.leave(peer);
    }

    @Override
    public void onClosed(SelectableChannel peer) {
      connections.leave(peer);
    }
  }
}
