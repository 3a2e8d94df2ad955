package io.x0.proxy.upstream.http1;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Parses the answers on a connection, one after the other: hands what it finds to the one that is
 * expected. Confined to the lock of the connection.
 */
final class AnswerParser implements HttpParser.ResponseHandler {
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  private final HttpParser parser = new HttpParser(this, MAX_HEAD_BYTES, HttpCompliance.STRICT);
  private Answer answer = new Answer();

  /** Expects an answer; one to a HEAD request has no body, whatever it says. */
  void begin(Answer next, boolean toHead) {
    answer = next;
    parser.reset();
    parser.setHeadResponse(toHead);
  }

  /** Returns the answer that is expected, or was last. */
  Answer answer() {
    return answer;
  }

  /** Parses until the bytes are used up, or the answer is over. */
  void parse(RetainableByteBuffer buffer) {
    ByteBuffer bytes = buffer.getByteBuffer();
    answer.from(buffer);
    while (bytes.hasRemaining() && !answer.isOver()) {
      parser.parseNext(bytes);
      if (parser.isState(HttpParser.State.END) && !answer.isOver()) {
        // That was an interim answer: the next message is another one to the same request.
        parser.reset();
      }
    }
    answer.from(null);
  }

  /** The backend has closed its side. */
  void end() {
    if (answer.isOver()) {
      return;
    }
    answer.closing();
    parser.atEOF();
    parser.parseNext(BufferUtil.EMPTY_BUFFER);
    if (!answer.isOver()) {
      answer.fail(new EofException("the backend closed the connection"));
    }
  }

  @Override
  public void startResponse(HttpVersion version, int status, @Nullable String reason) {
    answer.startResponse(version, status);
  }

  @Override
  public void parsedHeader(HttpField field) {
    answer.parsedHeader(field);
  }

  @Override
  public boolean headerComplete() {
    answer.headerComplete();
    return false;
  }

  @Override
  public boolean content(ByteBuffer bytes) {
    answer.content(bytes);
    return false;
  }

  @Override
  public boolean contentComplete() {
    return false;
  }

  @Override
  public void parsedTrailer(HttpField field) {
    answer.parsedTrailer(field);
  }

  @Override
  public boolean messageComplete() {
    answer.messageComplete();
    return true;
  }

  @Override
  public void earlyEOF() {
    answer.fail(new EofException("the backend closed the connection within its answer"));
  }

  @Override
  public void badMessage(HttpException cause) {
    answer.malformed(
        cause instanceof Throwable thrown
            ? thrown
            : new EofException(String.valueOf(cause.getReason())));
  }
}
