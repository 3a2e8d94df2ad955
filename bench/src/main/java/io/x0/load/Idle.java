package io.x0.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that have asked once and wait. Arguments: port, connections, path. Prints {@code go}
 * when all are there; with the first line of standard input each asks again, and one line of JSON
 * tells how many were answered.
 */
public final class Idle {
  private Idle() {}

  /** Opens the connections and waits. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    byte[] request =
        ("GET " + arguments[2] + " HTTP/1.1\r\nHost: bench.test\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(30_000);
      ask(socket, request);
      sockets.add(socket);
    }
    System.out.println("go");
    while (System.in.read() != '\n') {}
    int answered = 0;
    for (Socket socket : sockets) {
      answered += ask(socket, request) ? 1 : 0;
      socket.close();
    }
    System.out.printf("{\"connections\":%d,\"answered\":%d}%n", sockets.size(), answered);
  }

  private static boolean ask(Socket socket, byte[] request) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(request);
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[16 << 10];
      StringBuilder text = new StringBuilder();
      int end = -1;
      while (end < 0 || text.length() < end + 4 + length(text)) {
        int read = in.read(bytes);
        if (read < 0) {
          return false;
        }
        text.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
        end = text.indexOf("\r\n\r\n");
      }
      return text.indexOf("HTTP/1.1 200") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int length(StringBuilder text) {
    String field = "content-length:";
    String head =
        text.substring(0, text.indexOf("\r\n\r\n") + 2).toLowerCase(java.util.Locale.ROOT);
    int at = head.indexOf(field) + field.length();
    return Integer.parseInt(head.substring(at, head.indexOf('\r', at)).strip());
  }
}
