package io.x0.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of loopback that leads to a UNIX socket, for programs that know no other. While nobody
 * listens at the socket its connections are closed at once. Thread-safe.
 */
final class Bridge implements Closeable {
  private final ServerSocket server;
  private final Path target;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  Bridge(Path target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "bridge");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        join(server.accept());
      } catch (IOException e) {
        // The server is closed, or the client has gone; the next one may be luckier.
      }
    }
  }

  private void join(Socket client) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(target));
    } catch (IOException e) {
      channel.close();
      client.close();
      return;
    }
    open.add(client);
    open.add(channel);
    start(() -> toSocket(client, channel));
    start(() -> toClient(channel, client));
  }

  private void toSocket(Socket client, SocketChannel channel) {
    byte[] bytes = new byte[16_384];
    try (client;
        channel) {
      InputStream in = client.getInputStream();
      int count;
      while ((count = in.read(bytes)) > 0) {
        ByteBuffer out = ByteBuffer.wrap(bytes, 0, count);
        while (out.hasRemaining()) {
          channel.write(out);
        }
      }
    } catch (IOException e) {
      // Either end is gone, and the other is closed.
    }
    open.remove(client);
  }

  private void toClient(SocketChannel channel, Socket client) {
    ByteBuffer bytes = ByteBuffer.allocate(65_536);
    try (client;
        channel) {
      OutputStream out = client.getOutputStream();
      while (channel.read(bytes.clear()) > 0) {
        out.write(bytes.array(), 0, bytes.position());
      }
    } catch (IOException e) {
      // As above.
    }
    open.remove(channel);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Closeable one : open) {
      one.close();
    }
  }
}
