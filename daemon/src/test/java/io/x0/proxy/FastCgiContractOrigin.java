package io.x0.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A FastCGI responder written after the specification, record by record. */
final class FastCgiContractOrigin implements ContractOrigin {
  private static final int ABORT = 2;

  /** What a script does with a request. */
  interface Script {
    /** Answers; returns whether the request ends in an orderly way. */
    boolean run(Map<String, String> params, byte[] body, Out out) throws IOException;
  }

  /** Where a script writes. */
  static final class Out {
    private final DataOutputStream out;

    Out(DataOutputStream out) {
      this.out = out;
    }

    void record(int type, byte[] content, int padding) throws IOException {
      out.writeByte(1);
      out.writeByte(type);
      out.writeShort(1);
      out.writeShort(content.length);
      out.writeByte(padding);
      out.writeByte(0);
      out.write(content);
      out.write(new byte[padding]);
      out.flush();
    }

    void answer(String text) throws IOException {
      record(6, text.getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    void complain(String text) throws IOException {
      record(7, text.getBytes(StandardCharsets.UTF_8), 3);
    }

    void end(int status) throws IOException {
      record(3, new byte[] {0, 0, 0, 0, (byte) status, 0, 0, 0}, 0);
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }
  }

  private final ServerSocket server;
  private final boolean keep;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger strange = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicInteger aborts = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  final BlockingQueue<Map<String, String>> requests = new LinkedBlockingQueue<>();

  FastCgiContractOrigin(boolean keep, @Nullable Script script) throws IOException {
    this.keep = keep;
    this.script = script == null ? this::contract : script;
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fastcgi-origin");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  int aborts() {
    return aborts.get();
  }

  @Override
  public String url() {
    return "fcgi://127.0.0.1:" + port();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("fcgi-document-root", "/srv/www", "fcgi-keep-connection", "" + keep);
  }

  @Override
  public int strange() {
    return strange.get();
  }

  @Override
  public int abandoned() {
    return abandoned.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Out out = new Out(new DataOutputStream(socket.getOutputStream()));
      while (request(in, out)) {
        // The next one comes on the same connection.
      }
    } catch (IOException e) {
      // The proxy closed it.
      return;
    }
  }

  /** Serves a request; returns whether another may follow. */
  private boolean request(DataInputStream in, Out out) throws IOException {
    ByteArrayOutputStream params = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean wantsKept = false;
    Map<String, String> decoded = Map.of();
    while (true) {
      int version = in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int id = in.readUnsignedShort();
      byte[] content = new byte[in.readUnsignedShort()];
      int padding = in.readUnsignedByte();
      in.readByte();
      in.readFully(content);
      in.skipNBytes(padding);
      if (version != 1 || id != 1) {
        throw new IOException("version " + version + ", request " + id);
      }
      if (type == 1) {
        wantsKept = (content[2] & 1) != 0;
      } else if (type == 4 && content.length > 0) {
        params.write(content);
      } else if (type == 4) {
        decoded = decode(params.toByteArray());
        requests.add(decoded);
        if (path(decoded).equals("/early")) {
          strange.incrementAndGet();
          out.answer("Status: 413 Too Large\r\n\r\nbig");
          out.end(0);
          return false;
        }
      } else if (type == 5 && content.length > 0) {
        body.write(content);
      } else if (type == 5) {
        break;
      }
    }
    if (path(decoded).equals("/hang")) {
      hang(in);
      out.answer("Status: 200\r\n\r\n");
      out.end(0);
      return wantsKept;
    }
    if (!script.run(decoded, body.toByteArray(), out)) {
      return false;
    }
    out.record(6, new byte[0], 0);
    out.end(0);
    return wantsKept;
  }

  private static String path(Map<String, String> params) {
    return params.getOrDefault("REQUEST_URI", "");
  }

  /** Waits until the proxy says or shows that it has lost interest. */
  private void hang(DataInputStream in) throws IOException {
    strange.incrementAndGet();
    try {
      in.readByte();
      if (in.readUnsignedByte() == ABORT) {
        aborts.incrementAndGet();
        abandoned.incrementAndGet();
        in.skipNBytes(6);
        return;
      }
    } catch (IOException e) {
      abandoned.incrementAndGet();
      throw e;
    }
    throw new EOFException("something else");
  }

  private static Map<String, String> decode(byte[] bytes) throws IOException {
    Map<String, String> params = new HashMap<>();
    DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes));
    while (in.available() > 0) {
      byte[] name = new byte[length(in)];
      byte[] value = new byte[length(in)];
      in.readFully(name);
      in.readFully(value);
      params.put(
          new String(name, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
    }
    return params;
  }

  private static int length(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    return first < 128
        ? first
        : (first & 0x7f) << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
  }

  private boolean contract(Map<String, String> params, byte[] body, Out out) throws IOException {
    String target = path(params);
    switch (target) {
      case "/echo" -> {
        out.answer("Content-Type: text/plain\r\nContent-Length: " + body.length + "\r\n\r\n");
        for (int from = 0; from < body.length; from += 60_000) {
          out.record(
              6,
              java.util.Arrays.copyOfRange(body, from, Math.min(body.length, from + 60_000)),
              from % 8);
        }
      }
      case "/length" ->
          out.answer(
              "Content-Length: 7\n\n".replace("7", "" + ("" + body.length).length()) + body.length);
      case "/big" -> big(out);
      case "/empty" -> out.answer("Status: 204 No Content\r\n\r\n");
      case "/break" -> {
        strange.incrementAndGet();
        return false;
      }
      case "/half" -> {
        out.answer("Content-Length: 100\r\n\r\nhalf");
        return false;
      }
      default -> {
        String text =
            params.get("REQUEST_METHOD")
                + " "
                + target
                + " "
                + params.getOrDefault("HTTP_X_PROBE", "");
        out.answer("Content-Type: text/plain\r\nContent-Len");
        out.complain("PHP message: hello\n");
        out.answer("gth: " + text.length() + "\r\n\r\n" + text);
      }
    }
    return true;
  }

  private static void big(Out out) throws IOException {
    out.answer("Content-Length: " + BIG + "\r\n\r\n");
    byte[] piece = new byte[50_000];
    for (int from = 0; from < BIG; from += piece.length) {
      for (int i = 0; i < piece.length; i++) {
        piece[i] = ContractOrigin.big(from + i);
      }
      out.record(6, piece, 0);
    }
  }
}
