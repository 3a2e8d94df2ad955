package io.x0.admin;

import io.x0.common.FileFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
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
 *
 * <p>The socket file is made with mode 0660. One left behind by a dead process is replaced; one
 * that somebody listens on is not.
 */
final class UnixConnector extends AbstractConnector {
  private static final Logger LOG = LoggerFactory.getLogger(UnixConnector.class);

  private static final String GROUP = "x0";

  private final Path path;
  private final PeerCheck peerCheck;
  private final SelectorManager selectors;
  private @Nullable ServerSocketChannel channel;

  /** Decides whether the process at the other end may talk. */
  interface PeerCheck {
    /** Returns whether it may; logs why not. */
    boolean mayConnect(SocketChannel peer);
  }

  UnixConnector(Server server, Path path, PeerCheck peerCheck, HttpConnectionFactory http) {
    super(server, null, null, null, 1, http);
    this.path = path;
    this.peerCheck = peerCheck;
    this.selectors = new Selectors();
    installBean(selectors, true);
  }

  /**
   * Binds the socket.
   *
   * @throws IOException if it cannot be bound; the message says why and what to do
   */
  void open() throws IOException {
    makeFolder();
    removeStale();
    ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      opened.bind(UnixDomainSocketAddress.of(path), 128);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
      giveToGroup();
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw new IOException("cannot bind the admin socket " + path + ": " + e.getMessage(), e);
    }
    channel = opened;
  }

  private void makeFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot make the folder of the admin socket "
              + path
              + ": "
              + e.getMessage()
              + " (choose another with --admin-socket)",
          e);
    }
  }

  /** Members of the group x0 may use the socket, where there is such a group. */
  private void giveToGroup() {
    try {
      GroupPrincipal group =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
      Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(group);
    } catch (UserPrincipalNotFoundException e) {
      LOG.debug("no group {}", GROUP);
    } catch (IOException e) {
      LOG.warn("admin socket {}: cannot give it to group {}: {}", path, GROUP, e.getMessage());
    }
  }

  private void removeStale() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!isSocket(path)) {
      throw new IOException(
          "cannot bind the admin socket " + path + ": another file is in its place");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A listener that is too busy to accept must not hold the start up.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException refused) {
      Files.delete(path);
      return;
    } catch (IOException e) {
      // Only a refusal shows that nobody listens.
      throw new IOException(
          "cannot bind the admin socket "
              + path
              + ": somebody may listen on it ("
              + FileFailure.reason(e)
              + "); stop it, or choose another with --admin-socket",
          e);
    }
    throw new IOException(
        "cannot bind the admin socket "
            + path
            + ": another x0d listens on it (stop it, or choose another with --admin-socket)");
  }

  private static boolean isSocket(Path path) throws IOException {
    int type = (int) Files.getAttribute(path, "unix:mode") & 0170000;
    return type == 0140000;
  }

  @Override
  protected void accept(int acceptorId) throws IOException {
    ServerSocketChannel open = channel;
    if (open == null || !open.isOpen()) {
      return;
    }
    SocketChannel peer = open.accept();
    if (!peerCheck.mayConnect(peer)) {
      peer.close();
      return;
    }
    peer.configureBlocking(false);
    selectors.accept(peer);
  }

  /** Stops accepting and removes the socket file. */
  void close() {
    ServerSocketChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
        Files.deleteIfExists(path);
      } catch (IOException e) {
        LOG.warn("closing the admin socket {}: {}", path, e.getMessage());
      }
    }
  }

  @Override
  protected void interruptAcceptors() {
    close();
    super.interruptAcceptors();
  }

  @Override
  public @Nullable Object getTransport() {
    return channel;
  }

  private final class Selectors extends SelectorManager {
    Selectors() {
      super(UnixConnector.this.getExecutor(), UnixConnector.this.getScheduler(), 1);
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
}
