package io.x0.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final String ANSWER =
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
          + "HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n";

  private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
  private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
  private final AnswerReader reader = new AnswerReader(endPoint, buffers);
  private final Answer answer = new Answer();
  private final StringBuilder body = new StringBuilder();

  @AfterEach
  void everyBuffer_isGivenBack() {
    assertThat(buffers.getLeaks()).isEmpty();
  }

  private void come(String text) {
    if (!text.isEmpty()) {
      endPoint.addInput(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** Reads all there is; returns whether that was the end. */
  private boolean read() {
    reader.fill();
    while (answer.hasHead()) {
      Content.Chunk chunk = answer.poll();
      if (chunk == null) {
        reader.awake();
        reader.fill();
        chunk = answer.poll();
      }
      if (chunk == null) {
        return answer.isOver();
      }
      body.append(StandardCharsets.ISO_8859_1.decode(chunk.getByteBuffer()));
      boolean isLast = chunk.isLast();
      chunk.release();
      if (isLast) {
        return true;
      }
    }
    return answer.isOver();
  }

  @Test
  void answer_cutAnywhere_isTheSame() {
    for (int cut = 0; cut <= ANSWER.length(); cut++) {
      AnswerReaderTest one = new AnswerReaderTest();
      one.reader.begin(one.answer, false);

      one.come(ANSWER.substring(0, cut));
      boolean isWhole = one.read();
      assertThat(isWhole).as("cut at %s", cut).isEqualTo(cut == ANSWER.length());
      one.come(ANSWER.substring(cut));
      assertThat(isWhole || one.read()).as("cut at %s", cut).isTrue();

      assertThat(one.answer.failure()).as("cut at %s", cut).isNull();
      assertThat(one.answer.status()).isEqualTo(200);
      assertThat(one.answer.fields().get("X-A")).isEqualTo("b");
      assertThat(one.answer.fields().contains("Link")).as("the hints are not the answer").isFalse();
      assertThat(one.body.toString()).isEqualTo("abcde");
      HttpFields trailers = one.answer.trailers();
      assertThat(trailers == null ? null : trailers.get("X-Trailer")).isEqualTo("t");
      assertThat(one.answer.isPersistent()).isTrue();
      assertThat(one.reader.hasStrayBytes()).isFalse();
      one.everyBuffer_isGivenBack();
    }
  }

  @Test
  void answer_endedAnywhere_isNotComplete() {
    for (int end = 0; end < ANSWER.length(); end++) {
      AnswerReaderTest one = new AnswerReaderTest();
      one.reader.begin(one.answer, false);

      one.come(ANSWER.substring(0, end));
      one.endPoint.addInputEOF();
      assertThat(one.read()).as("ended at %s", end).isTrue();

      assertThat(one.answer.failure()).as("ended at %s", end).isNotNull();
      assertThat(one.answer.isMalformed()).as("ended at %s", end).isFalse();
      assertThat(one.answer.isPersistent()).as("ended at %s", end).isFalse();
      assertThat(one.answer.hasHeard()).as("ended at %s", end).isEqualTo(end > 0);
      one.everyBuffer_isGivenBack();
    }
  }

  @Test
  void answer_abandonedBeforeItWasRead_isNotTakenForAWholeOne() {
    reader.begin(answer, false);
    come(ANSWER);
    reader.fill();
    IOException cause = new IOException("too late");

    answer.abandon(cause);

    assertThat(answer.poll()).as("the end of a body that nobody has read").isNull();
    assertThat(answer.isOver()).isTrue();
    assertThat(answer.failure()).isSameAs(cause);
    assertThat(answer.isPersistent()).isFalse();
  }

  @Test
  void answer_abandonedAfterItWasRead_wasWhole() {
    reader.begin(answer, false);
    come(ANSWER);
    assertThat(read()).isTrue();

    answer.abandon(new IOException("too late"));

    assertThat(answer.failure()).isNull();
    assertThat(answer.poll()).isSameAs(Content.Chunk.EOF);
  }

  @Test
  void bodyUntilTheEnd_isCompleteThenAndLeavesNoConnection() {
    reader.begin(answer, false);
    come("HTTP/1.1 200 OK\r\n\r\nabc");
    assertThat(read()).isFalse();
    endPoint.addInputEOF();

    assertThat(read()).isTrue();

    assertThat(body.toString()).isEqualTo("abc");
    assertThat(answer.failure()).isNull();
    assertThat(answer.isPersistent()).isFalse();
  }

  @Test
  void answerToHead_hasNoBodyAlsoAfterHints() {
    reader.begin(answer, true);
    come("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");

    assertThat(read()).isTrue();

    assertThat(body.toString()).isEmpty();
    assertThat(answer.isPersistent()).isTrue();
  }

  @Test
  void bytesBehindAnAnswer_areStray() {
    reader.begin(answer, false);
    come("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc");

    assertThat(read()).isTrue();

    assertThat(body.toString()).isEqualTo("a");
    assertThat(reader.hasStrayBytes()).isTrue();
    reader.close();
  }

  @Test
  void invitation_isNoAnswer() {
    reader.begin(answer, false);
    come("HTTP/1.1 100 Continue\r\n\r\n");

    assertThat(read()).isFalse();

    assertThat(answer.isInvited()).isTrue();
    assertThat(answer.hasHead()).isFalse();
  }

  @Test
  void interimAnswersWithoutEnd_areRefused() {
    reader.begin(answer, false);
    come("HTTP/1.1 102 Processing\r\n\r\n".repeat(21));

    assertThat(read()).isTrue();

    assertThat(answer.isMalformed()).isTrue();
    reader.close();
  }

  @Test
  void encodingThatNobodyKnows_isRefused() {
    for (String encoding : new String[] {"gzip", "gzip, chunked", "chunked, chunked", "xchunked"}) {
      AnswerReaderTest one = new AnswerReaderTest();
      one.reader.begin(one.answer, false);
      one.come("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + encoding + "\r\n\r\n3\r\nabc\r\n");
      assertThat(one.read()).as(encoding).isTrue();
      assertThat(one.answer.isMalformed()).as(encoding).isTrue();
      assertThat(one.answer.hasChunk()).as(encoding).isFalse();
      one.reader.close();
    }
  }

  @Test
  void chunksInHttp10_areRefused() {
    reader.begin(answer, false);
    come("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

    assertThat(read()).isTrue();

    assertThat(answer.isMalformed()).isTrue();
    reader.close();
  }

  @Test
  void largeBody_isReadNoFasterThanItIsTaken() {
    reader.begin(answer, false);
    come("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));

    reader.fill();

    int held = 0;
    for (Content.Chunk chunk = answer.poll(); chunk != null; chunk = answer.poll()) {
      held += chunk.remaining();
      chunk.release();
    }
    assertThat(held).isPositive().isLessThanOrEqualTo(16 * 1024);
    assertThat(read()).isTrue();
    assertThat(held + body.length()).isEqualTo(100_000);
  }

  @Test
  void endlessBody_givesOthersTheirTurn() {
    reader.begin(answer, false);
    come("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000));
    reader.fill();

    int reads = 0;
    for (Content.Chunk chunk = answer.poll(); chunk != null; chunk = answer.poll()) {
      chunk.release();
      reads++;
      reader.fill();
    }

    assertThat(reads).isEqualTo(16);
    assertThat(answer.isOver()).isFalse();
    reader.awake();
    reader.fill();
    assertThat(answer.hasChunk()).as("and goes on when it is its turn").isTrue();
    answer.abandon(new IOException("the test is over"));
  }
}
