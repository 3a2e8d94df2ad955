package io.x0.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;

/** The origin's side of RFC 6455, as far as tests need it. */
final class WebSocketOrigin {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  /** What a client sends to speak WebSocket. */
  static final String HANDSHAKE =
      "GET /chat HTTP/1.1\r\nHost: shop.test\r\nUpgrade: websocket\r\nConnection: keep-alive,"
          + " Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
          + KEY
          + "\r\n\r\n";

  private WebSocketOrigin() {}

  /** Answers the handshake and sends back every frame until the client's is a close. */
  static void echo(ScriptedBackend.Connection connection) throws IOException {
    connection.write(agree(connection.readRequest()));
    while (true) {
      String head = connection.read(2);
      if (head.length() < 2) {
        connection.report("end of stream");
        return;
      }
      int length = head.charAt(1) & 0x7f;
      String extended = length == 126 ? connection.read(2) : "";
      if (length == 126) {
        length = extended.charAt(0) << 8 | extended.charAt(1);
      }
      String mask = connection.read(4);
      StringBuilder payload = new StringBuilder();
      String masked = connection.read(length);
      for (int i = 0; i < length; i++) {
        payload.append((char) (masked.charAt(i) ^ mask.charAt(i % 4)));
      }
      char opcode = (char) (head.charAt(0) & 0x0f);
      char answer = opcode == 9 ? (char) (head.charAt(0) & 0xf0 | 10) : head.charAt(0);
      connection.write("" + answer + (char) (head.charAt(1) & 0x7f) + extended + payload);
      if (opcode == 8) {
        connection.awaitClose();
        return;
      }
    }
  }

  /** Returns the answer that agrees to a handshake. */
  static String agree(String request) {
    String key = "";
    for (String line : request.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + accept(key)
        + "\r\n\r\n";
  }

  /** RFC 6455 §4.2.2. */
  static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
