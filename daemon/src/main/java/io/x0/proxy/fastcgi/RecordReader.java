package io.x0.proxy.fastcgi;

import java.nio.ByteBuffer;

/**
 * Reads the records of an answer as they come, in pieces of any size. Confined to one thread at a
 * time.
 */
public final class RecordReader {
  private static final int END_REQUEST_BYTES = 8;

  /** Is told what a backend says. */
  public interface Sink {
    /** Takes a piece of the answer, not empty, valid during the call only. */
    void answer(ByteBuffer piece) throws FastCgiException;

    /** Takes a piece of what goes to the log, not empty, valid during the call only. */
    void complaint(ByteBuffer piece);

    /** The answer is complete. */
    void end(Ending ending) throws FastCgiException;
  }

  /** How a request ended, by the backend's word. */
  public enum Ending {
    /** It was served. */
    COMPLETE,
    /** It was not begun: the backend serves one at a time on a connection. */
    CANNOT_MULTIPLEX,
    /** It was not begun: the backend has too much to do. */
    OVERLOADED,
    /** It was not begun: the backend is no responder. */
    UNKNOWN_ROLE
  }

  private final Sink sink;
  private final byte[] header = new byte[Records.HEADER_BYTES];
  private final byte[] ending = new byte[END_REQUEST_BYTES];
  private int headerBytes;
  private int type;
  private int content;
  private int padding;
  private int endingBytes;
  private boolean hasEnded;

  public RecordReader(Sink sink) {
    this.sink = sink;
  }

  /** Returns whether the request has ended. */
  public boolean hasEnded() {
    return hasEnded;
  }

  /** Returns whether nothing is left of a record that has begun. */
  public boolean isBetweenRecords() {
    return headerBytes == 0 && content == 0 && padding == 0;
  }

  /**
   * Takes all bytes.
   *
   * @throws FastCgiException if they are no FastCGI, or the sink does not like them
   */
  public void receive(ByteBuffer bytes) throws FastCgiException {
    while (bytes.hasRemaining()) {
      if (content > 0) {
        receiveContent(bytes);
      } else if (padding > 0) {
        int skipped = Math.min(padding, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        padding -= skipped;
      } else {
        receiveHeader(bytes);
      }
    }
  }

  private void receiveHeader(ByteBuffer bytes) throws FastCgiException {
    if (hasEnded) {
      throw new FastCgiException("bytes after the end of the request");
    }
    int taken = Math.min(header.length - headerBytes, bytes.remaining());
    bytes.get(header, headerBytes, taken);
    headerBytes += taken;
    if (headerBytes < header.length) {
      return;
    }
    headerBytes = 0;
    if (header[0] != Records.VERSION) {
      throw new FastCgiException("a record of version " + (header[0] & 0xff));
    }
    type = header[1] & 0xff;
    int request = number(2);
    content = number(4);
    padding = header[6] & 0xff;
    if (request != Records.REQUEST_ID) {
      throw new FastCgiException("a record of request " + request);
    }
    if (type == RecordType.END_REQUEST.code) {
      endingBytes = 0;
      if (content != END_REQUEST_BYTES) {
        throw new FastCgiException("an end of " + content + " bytes");
      }
    } else if (type != RecordType.STDOUT.code && type != RecordType.STDERR.code) {
      throw new FastCgiException("a record of type " + type);
    }
  }

  private int number(int at) {
    return (header[at] & 0xff) << 8 | (header[at + 1] & 0xff);
  }

  private void receiveContent(ByteBuffer bytes) throws FastCgiException {
    int length = Math.min(content, bytes.remaining());
    ByteBuffer piece = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    content -= length;
    if (type == RecordType.STDOUT.code) {
      sink.answer(piece);
    } else if (type == RecordType.STDERR.code) {
      sink.complaint(piece);
    } else {
      piece.get(ending, endingBytes, length);
      endingBytes += length;
      if (content == 0) {
        end();
      }
    }
  }

  private void end() throws FastCgiException {
    hasEnded = true;
    int status = ending[4] & 0xff;
    if (status >= Ending.values().length) {
      throw new FastCgiException("an end with status " + status);
    }
    sink.end(Ending.values()[status]);
  }
}
