package io.x0.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A port of loopback that leads into TLS, for programs that do not speak it: what they send goes on
 * as it is, within connections that agree on one protocol. Thread-safe.
 */
final class TlsBridge implements Closeable {
  private final ServerSocket server;
  private final SSLContext context;
  private final int target;
  private final String protocol;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  /**
   * @param target the port with TLS
   * @param protocol what is agreed on, such as {@code h2}
   */
  TlsBridge(int target, String protocol) throws IOException, GeneralSecurityException {
    this.target = target;
    this.protocol = protocol;
    context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
    server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    var unused = start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "tls-bridge");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket plain = server.accept();
        open.add(plain);
        var unused = start(() -> connect(plain));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket plain) {
    try (plain;
        SSLSocket secure =
            (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", target)) {
      open.add(secure);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      if (!secure.getApplicationProtocol().equals(protocol)) {
        throw new IOException("agreed on " + secure.getApplicationProtocol());
      }
      Thread up = start(() -> pump(plain, secure));
      pump(secure, plain);
      up.join();
      open.remove(secure);
    } catch (IOException e) {
      // Both are closed: that is all the program gets to see of TLS.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.remove(plain);
  }

  /** Passes on what comes, and its end, so that either side may go on to send. */
  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One of them was reset or closed: so is the other.
      close(from);
      close(to);
    }
  }

  private static void close(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      // It is closed then.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Set.copyOf(open).forEach(TlsBridge::close);
  }

  /** Believes whatever it is shown: the certificate is that of the test. */
  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
