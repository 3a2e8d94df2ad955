package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.RequestBody.Attempt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
  private final AsyncContent client = new AsyncContent();

  private void sends(String text, boolean last) {
    client.write(last, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), Callback.NOOP);
  }

  /** Reads all there is now; a bar marks the end. */
  private static String read(Attempt attempt) {
    StringBuilder out = new StringBuilder();
    while (true) {
      Content.Chunk chunk = attempt.read();
      if (chunk == null) {
        return out.toString();
      }
      out.append(StandardCharsets.US_ASCII.decode(chunk.getByteBuffer()));
      chunk.release();
      if (chunk.isLast()) {
        return out + "|";
      }
    }
  }

  @Test
  void secondAttempt_getsTheBeginningAndThenTheRest() {
    RequestBody body = new RequestBody(client, -1, 100);
    sends("abc", false);
    assertThat(read(body.attempt())).isEqualTo("abc");
    sends("def", false);

    Attempt second = body.attempt();
    assertThat(read(second)).isEqualTo("abcdef");
    sends("", true);
    assertThat(read(second)).isEqualTo("|");

    assertThat(second.bytes()).isEqualTo(6);
    assertThat(read(body.attempt())).isEqualTo("abcdef|");
    assertThat(body.isComplete()).isTrue();
  }

  @Test
  void firstAttempt_leavesItsDemand_secondIsCalledAndTheFirstIsNot() {
    RequestBody body = new RequestBody(client, -1, 100);
    List<String> calls = new ArrayList<>();
    Attempt first = body.attempt();
    assertThat(read(first)).isEmpty();
    first.demand(() -> calls.add("first"));

    Attempt second = body.attempt();
    assertThat(read(second)).isEmpty();
    second.demand(() -> calls.add("second"));
    sends("abc", true);

    assertThat(calls).containsExactly("second");
    assertThat(read(second)).isEqualTo("abc|");
  }

  @Test
  void demandOfTheFirst_firesBetweenTheAttempts_secondReadsAtOnce() {
    RequestBody body = new RequestBody(client, -1, 100);
    List<String> calls = new ArrayList<>();
    Attempt first = body.attempt();
    assertThat(read(first)).isEmpty();
    first.demand(() -> calls.add("first"));
    sends("abc", false);

    Attempt second = body.attempt();
    assertThat(read(second)).isEqualTo("abc");
    second.demand(() -> calls.add("second"));
    sends("def", true);

    assertThat(calls).containsExactly("first", "second");
    assertThat(read(second)).isEqualTo("def|");
  }

  @ParameterizedTest
  @CsvSource({"6, 6, true", "5, 0, false", "0, 0, false"})
  void limit_decidesWhetherItCanBeRepeated(int limit, int kept, boolean repeatable) {
    RequestBody body = new RequestBody(client, -1, limit);
    assertThat(body.isRepeatable()).as("nothing was read yet").isTrue();
    sends("abc", false);
    sends("def", true);

    assertThat(read(body.attempt())).isEqualTo("abcdef|");

    assertThat(body.isRepeatable()).isEqualTo(repeatable);
    assertThat(body.keptBytes()).isEqualTo(kept);
  }

  @Test
  void lengthOverTheLimit_isNotEvenBegunToBeKept() {
    RequestBody body = new RequestBody(client, 101, 100);
    sends("abc", false);

    assertThat(read(body.attempt())).isEqualTo("abc");

    assertThat(body.keptBytes()).isZero();
    assertThat(body.isRepeatable()).isFalse();
  }

  @Test
  void release_letsGoOfWhatWasKept() {
    RequestBody body = new RequestBody(client, -1, 100);
    sends("abc", false);
    Attempt attempt = body.attempt();
    assertThat(read(attempt)).isEqualTo("abc");
    assertThat(body.keptBytes()).isEqualTo(3);

    body.release();
    sends("def", true);

    assertThat(read(attempt)).as("the attempt goes on").isEqualTo("def|");
    assertThat(body.keptBytes()).isZero();
    assertThat(body.isRepeatable()).isFalse();
  }

  @Test
  void failureOfTheClient_reachesTheAttempt() {
    RequestBody body = new RequestBody(client, -1, 100);
    IllegalStateException gone = new IllegalStateException("gone");
    client.fail(gone);

    Content.Chunk chunk = body.attempt().read();

    assertThat(Content.Chunk.isFailure(chunk)).isTrue();
    assertThat(chunk.getFailure()).isSameAs(gone);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyAttempt_atAnyMoment_getsWhatTheClientSent(long seed) {
    Random random = new Random(seed);
    RequestBody body = new RequestBody(client, -1, 10_000);
    StringBuilder sent = new StringBuilder();
    StringBuilder got = new StringBuilder();
    Attempt attempt = body.attempt();
    for (int i = 0; i < 300; i++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          String text = "x" + i;
          sent.append(text);
          sends(text, false);
        }
        case 1 -> got.append(read(attempt));
        case 2 -> {
          if (read(attempt).isEmpty()) {
            attempt.demand(() -> {});
          } else {
            attempt = body.attempt();
            got.setLength(0);
          }
        }
        default -> {
          attempt = body.attempt();
          got.setLength(0);
        }
      }
    }
    sends("", true);
    attempt = body.attempt();

    assertThat(read(attempt)).isEqualTo(sent + "|");
  }
}
