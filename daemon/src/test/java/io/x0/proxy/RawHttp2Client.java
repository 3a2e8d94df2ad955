package io.x0.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.util.NanoTime;

/** A client of HTTP/2 in the clear that sends whatever it is told. Confined to one thread. */
final class RawHttp2Client implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final HpackDecoder decoder = new HpackDecoder(65_536, NanoTime::now);

  /**
   * A frame as it came.
   *
   * @param type what it is
   * @param flags its flags
   * @param stream its stream; 0 is the connection
   * @param payload what it says
   */
  record Frame(int type, int flags, int stream, ByteBuffer payload) {
    boolean isLast() {
      return (flags & END_STREAM) != 0;
    }
  }

  RawHttp2Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  RawHttp2Client frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(9 + payload.length);
    out.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags);
    out.putInt(stream).put(payload);
    write(out.array());
    return this;
  }

  /** Sends the whole head of a request without a body: names and values in turn. */
  RawHttp2Client request(int stream, String... fields) throws IOException {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, block(fields));
  }

  /** Sends what follows the body of a request. */
  RawHttp2Client trailers(int stream, String... fields) throws IOException {
    return request(stream, fields);
  }

  /** Sends the head of a request whose body follows. */
  RawHttp2Client head(int stream, String... fields) throws IOException {
    return frame(HEADERS, END_HEADERS, stream, block(fields));
  }

  /** Returns a head as HPACK spells it without its tables. */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0); // a literal that is not indexed, with a new name
      text(block, fields[i]);
      text(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    if (text.length() < 127) {
      block.write(text.length());
    } else {
      block.write(127);
      int rest = text.length() - 127;
      for (; rest > 127; rest >>= 7) {
        block.write(128 | rest & 127);
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns the next frame of a type, -1 for any; others are skipped, settings confirmed. */
  Frame next(int type) throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int got = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (got == SETTINGS && flags == 0) {
        frame(SETTINGS, 1, 0, new byte[0]);
      }
      if (got == type || type < 0) {
        return new Frame(got, flags, stream, ByteBuffer.wrap(payload));
      }
    }
  }

  /** Returns the status of the next answer; 0 if the connection ends instead. */
  int status() throws Exception {
    try {
      MetaData head = decoder.decode(next(HEADERS).payload());
      return ((MetaData.Response) head).getStatus();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the next head or trailers. */
  MetaData fields() throws Exception {
    return decoder.decode(next(HEADERS).payload());
  }

  /** Returns the status of the answer; 0 if the stream or the connection ends without one. */
  int refusal() throws Exception {
    while (true) {
      Frame frame;
      try {
        frame = next(-1);
      } catch (IOException e) {
        return 0;
      }
      if (frame.type() == HEADERS) {
        return ((MetaData.Response) decoder.decode(frame.payload())).getStatus();
      }
      if (frame.type() == RST_STREAM || frame.type() == GOAWAY) {
        return 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
