package io.x0.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** HTTP/1.1 byte by byte, over whatever sockets. */
final class HttpContractOrigin implements ContractOrigin {
  private final ScriptedBackend backend;
  private final String scheme;
  private final Map<String, String> settings;
  private final AtomicInteger strange = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();

  HttpContractOrigin(String scheme, ServerSocket server, Map<String, String> settings) {
    this.scheme = scheme;
    this.settings = settings;
    backend = new ScriptedBackend(server, this::serve);
  }

  static HttpContractOrigin plain() throws IOException {
    return new HttpContractOrigin(
        "http", new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), Map.of());
  }

  @Override
  public String url() {
    return scheme + "://127.0.0.1:" + backend.port();
  }

  @Override
  public Map<String, String> settings() {
    return settings;
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
    backend.close();
  }

  private void serve(ScriptedBackend.Connection connection) throws Exception {
    while (true) {
      String head = connection.readRequest();
      if (head == null) {
        return;
      }
      String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
      String target = line[1];
      if (target.equals("/early")) {
        strange.incrementAndGet();
        connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
        connection.awaitClose();
        return;
      }
      String body = body(connection, head);
      switch (target) {
        case "/echo" -> connection.write(ScriptedBackend.ok(body));
        case "/length" -> connection.write(ScriptedBackend.ok("" + body.length()));
        case "/big" -> big(connection);
        case "/empty" -> connection.write("HTTP/1.1 204 No Content\r\n\r\n");
        case "/hang" -> {
          strange.incrementAndGet();
          connection.awaitClose();
          abandoned.incrementAndGet();
          return;
        }
        case "/break" -> {
          strange.incrementAndGet();
          return;
        }
        case "/half" -> {
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
          return;
        }
        default -> {
          String text = line[0] + " " + target + " " + field(head, "x-probe");
          String answer = ScriptedBackend.ok(text);
          connection.write(
              line[0].equals("HEAD")
                  ? answer.substring(0, answer.length() - text.length())
                  : answer);
        }
      }
    }
  }

  private static void big(ScriptedBackend.Connection connection) throws IOException {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n");
    byte[] piece = new byte[50_000];
    for (int from = 0; from < BIG; from += piece.length) {
      for (int i = 0; i < piece.length; i++) {
        piece[i] = ContractOrigin.big(from + i);
      }
      connection.write(new String(piece, StandardCharsets.ISO_8859_1));
    }
  }

  private static String body(ScriptedBackend.Connection connection, String head)
      throws IOException {
    String length = field(head, "content-length");
    if (!length.isEmpty()) {
      return connection.read(Integer.parseInt(length));
    }
    StringBuilder body = new StringBuilder();
    if (field(head, "transfer-encoding").equals("chunked")) {
      while (true) {
        StringBuilder size = new StringBuilder();
        while (size.indexOf("\r\n") < 0) {
          size.append(connection.read(1));
        }
        int count = Integer.parseInt(size.toString().strip(), 16);
        body.append(connection.read(count));
        connection.read(2);
        if (count == 0) {
          break;
        }
      }
    }
    return body.toString();
  }

  static String field(String head, String name) {
    for (String line : head.split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }
}
