package io.x0.proxy.upstream.http1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers on a connection, one after the other, no further than somebody wants to know.
 * Confined to the lock of the connection.
 */
final class AnswerReader {
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int INPUT_BYTES = 16 * 1024;

  /** After so many reads in a row it is the turn of others on the selector. */
  private static final int MAX_READS = 16;

  private final EndPoint endPoint;
  private final ByteBufferPool buffers;
  private final Relay relay = new Relay();
  private final HttpParser parser = new StrictParser(relay);
  private @Nullable RetainableByteBuffer input;
  private boolean toHead;
  private int reads;

  AnswerReader(EndPoint endPoint, ByteBufferPool buffers) {
    this.endPoint = endPoint;
    this.buffers = buffers;
  }

  /** Expects an answer; one to a HEAD request has no body, whatever it says. */
  void begin(Answer next, boolean toHead) {
    relay.answer = next;
    this.toHead = toHead;
    reads = 0;
    restart();
  }

  private void restart() {
    parser.reset();
    parser.setHeadResponse(toHead);
  }

  /** Returns whether bytes came that belong to no answer. */
  boolean hasStrayBytes() {
    return input != null;
  }

  /** The selector has said that there is something to read. */
  void awake() {
    reads = 0;
  }

  /** Reads until a part of the answer is here, its end, or nothing more is to be had now. */
  void fill() {
    Answer answer = relay.answer;
    boolean hadHead = answer.hasHead();
    try {
      while (!answer.isOver() && !(hadHead ? answer.hasChunk() : answer.hasHead())) {
        if (reads++ >= MAX_READS && hadHead) {
          return;
        }
        RetainableByteBuffer buffer = input();
        int filled = endPoint.fill(buffer.getByteBuffer());
        if (filled == 0) {
          return;
        }
        if (filled < 0) {
          end(answer);
        } else {
          parse(answer, buffer);
        }
      }
    } catch (IOException e) {
      answer.fail(e);
    } finally {
      dropEmptyInput();
    }
  }

  private void parse(Answer answer, RetainableByteBuffer buffer) {
    ByteBuffer bytes = buffer.getByteBuffer();
    answer.from(buffer);
    while (bytes.hasRemaining() && !answer.isOver()) {
      parseNext(answer, bytes);
      if (parser.isState(HttpParser.State.END) && !answer.isOver()) {
        // That was an interim answer: the next message is another one to the same request.
        restart();
      }
    }
    answer.from(null);
  }

  /**
   * Jetty's parser tells of an answer that it cannot read with an exception that has the status of
   * the answer, of which it asserts that it is one of an error.
   */
  private void parseNext(Answer answer, ByteBuffer bytes) {
    try {
      parser.parseNext(bytes);
    } catch (AssertionError e) {
      answer.unreadable(new IOException("the backend's answer is not HTTP", e));
    }
  }

  private void end(Answer answer) {
    answer.closing();
    parser.atEOF();
    parseNext(answer, BufferUtil.EMPTY_BUFFER);
    answer.fail(new EOFException("the backend closed the connection"));
  }

  /** Returns a buffer that is empty, and whose bytes nobody reads any more. */
  private RetainableByteBuffer input() {
    RetainableByteBuffer held = input;
    if (held != null && held.isRetained()) {
      held.release();
      held = null;
    }
    if (held == null) {
      held = buffers.acquire(INPUT_BYTES, true);
      input = held;
    }
    BufferUtil.clear(held.getByteBuffer());
    return held;
  }

  /** A connection that waits needs no buffer. */
  private void dropEmptyInput() {
    RetainableByteBuffer held = input;
    if (held != null && !held.getByteBuffer().hasRemaining()) {
      close();
    }
  }

  /** Lets go of what was read and not parsed. */
  void close() {
    RetainableByteBuffer held = input;
    input = null;
    if (held != null) {
      held.release();
    }
  }

  /** Hands what the parser finds to the answer that is expected. */
  private static final class Relay implements HttpParser.ResponseHandler {
    private Answer answer = new Answer();

    @Override
    public void startResponse(HttpVersion version, int status, @Nullable String reason) {
      answer.startResponse(version, status, reason);
    }

    @Override
    public void parsedHeader(HttpField field) {
      answer.parsedHeader(field);
    }

    @Override
    public boolean headerComplete() {
      return answer.headerComplete();
    }

    @Override
    public boolean content(ByteBuffer bytes) {
      return answer.content(bytes);
    }

    @Override
    public boolean contentComplete() {
      return answer.contentComplete();
    }

    @Override
    public void parsedTrailer(HttpField field) {
      answer.parsedTrailer(field);
    }

    @Override
    public boolean messageComplete() {
      return answer.messageComplete();
    }

    @Override
    public void earlyEOF() {
      answer.earlyEOF();
    }

    @Override
    public void badMessage(HttpException cause) {
      answer.badMessage(cause);
    }
  }

  /** A parser for which the last empty line of a body in chunks is a part of it. */
  private static final class StrictParser extends HttpParser {
    StrictParser(HttpParser.ResponseHandler handler) {
      super(handler, MAX_HEAD_BYTES, HttpCompliance.STRICT);
    }

    @Override
    public void atEOF() {
      if (getState() == State.TRAILER) {
        setState(State.CHUNK);
      }
      super.atEOF();
    }
  }
}
