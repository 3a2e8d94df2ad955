package io.x0.cache.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachedBodyTest {
  private static final int KIB = 1024;

  private final BodyArena arena = new BodyArena(4 * KIB * KIB);
  private final List<CachedBody> bodies = new ArrayList<>();

  @AfterEach
  void everyByteIsGivenBack() {
    bodies.forEach(CachedBody::release);
    assertThat(arena.usedBytes()).isZero();
  }

  private CachedBody body(long limit, long expected) {
    CachedBody body = arena.body(limit, expected);
    bodies.add(body);
    return body;
  }

  private static ByteBuffer bytes(String text) {
    return US_ASCII.encode(text);
  }

  private static ByteBuffer counting(int from, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      buffer.put(i, (byte) ((from + i) * 31 >> 3));
    }
    return buffer;
  }

  private static String text(BodyReader reader) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
      text.append(US_ASCII.decode(next));
    }
    return text.toString();
  }

  private static ByteBuffer all(BodyReader reader) {
    ByteBuffer all = ByteBuffer.allocate(4 * KIB * KIB);
    for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
      all.put(next);
    }
    return all.flip();
  }

  @Test
  void reader_getsWhatWasAppended_asItComes() {
    CachedBody body = body(100, -1);
    try (BodyReader reader = body.reader(0)) {
      assertThat(reader.next()).isNull();
      assertThat(body.append(bytes("one "))).isTrue();
      assertThat(body.append(bytes("two"))).isTrue();
      assertThat(text(reader)).isEqualTo("one two");
      assertThat(reader.isEnd()).isFalse();
      assertThat(body.append(bytes(", three"))).isTrue();
      body.complete();
      assertThat(reader.isEnd()).isFalse();
      assertThat(text(reader)).isEqualTo(", three");
      assertThat(reader.isEnd()).isTrue();
      assertThat(reader.failure()).isNull();
      assertThat(reader.position()).isEqualTo(14);
    }
    assertThat(body.length()).isEqualTo(14);
    assertThat(body.isComplete()).isTrue();
  }

  @Test
  void append_copiesAndConsumes() {
    CachedBody body = body(100, 3);
    byte[] own = {'a', 'b', 'c'};
    ByteBuffer source = ByteBuffer.wrap(own);

    assertThat(body.append(source)).isTrue();
    own[0] = 'x';

    assertThat(source.hasRemaining()).isFalse();
    try (BodyReader reader = body.reader(0)) {
      assertThat(text(reader)).isEqualTo("abc");
    }
  }

  @Test
  void slices_areReadOnly() {
    CachedBody body = body(100, 3);
    assertThat(body.append(bytes("abc"))).isTrue();
    try (BodyReader reader = body.reader(0)) {
      ByteBuffer next = reader.next();
      assertThat(next).isNotNull();
      assertThat(next.isReadOnly()).isTrue();
      assertThat(next.isDirect()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "512, 1",
    "513, 2",
    "1000, 2",
    "1024, 2",
    "1025, 3",
    "65536, 128",
    "65537, 129"
  })
  void expectedLength_isTakenToTheGranule_inOnePiece(int length, int granules) {
    CachedBody body = body(length, length);
    for (int at = 0; at < length; at += 300) {
      assertThat(body.append(counting(at, Math.min(300, length - at)))).isTrue();
    }
    body.complete();

    assertThat(arena.usedBytes()).isEqualTo(granules * 512L);
    assertThat(body.footprint()).isBetween(granules * 512L + 72, granules * 512L + 112);
    try (BodyReader reader = body.reader(0)) {
      ByteBuffer next = reader.next();
      if (length > 0) {
        assertThat(next).isEqualTo(counting(0, length));
      }
      assertThat(length == 0 ? next : reader.next()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"100", "1000", "5000", "20000", "300000", "1000000"})
  void unknownLength_costsNoMoreInTheEnd(int length) {
    CachedBody body = body(2 * KIB * KIB, -1);
    for (int at = 0; at < length; at += 700) {
      assertThat(body.append(counting(at, Math.min(700, length - at)))).isTrue();
    }
    body.complete();

    assertThat(arena.usedBytes()).isEqualTo((length + 511) / 512 * 512L);
    try (BodyReader reader = body.reader(0)) {
      assertThat(all(reader)).isEqualTo(counting(0, length));
    }
  }

  @Test
  void expectedLengthThatWasALie_costsWhatItIs() {
    CachedBody longer = body(100_000, 10);
    assertThat(longer.append(counting(0, 10))).isTrue();
    assertThat(longer.append(counting(10, 50_000))).isTrue();
    longer.complete();
    CachedBody shorter = body(100_000, 100_000);
    assertThat(shorter.append(counting(0, 10))).isTrue();
    shorter.complete();

    assertThat(arena.usedBytes()).isEqualTo((98 + 1) * 512L);
    try (BodyReader reader = longer.reader(0)) {
      assertThat(all(reader)).isEqualTo(counting(0, 50_010));
    }
  }

  @Test
  void append_beyondTheLimit_isRefusedWhole() {
    CachedBody body = body(10, -1);
    assertThat(body.append(bytes("12345678"))).isTrue();
    ByteBuffer source = bytes("abc");

    assertThat(body.append(source)).isFalse();

    assertThat(source.remaining()).isEqualTo(3);
    assertThat(body.length()).isEqualTo(8);
    assertThat(body.append(bytes("90"))).isTrue();
    assertThat(body.append(bytes("!"))).isFalse();
  }

  @Test
  void readers_beginAnywhere_beforeAndAfterTheBytes() {
    CachedBody body = body(KIB * KIB, -1);
    try (BodyReader early = body.reader(150_000);
        BodyReader beyond = body.reader(200_001)) {
      assertThat(early.next()).isNull();
      for (int at = 0; at < 200_000; at += 1000) {
        assertThat(body.append(counting(at, 1000))).isTrue();
        if (at < 149_000) {
          assertThat(early.next()).isNull();
        }
      }
      body.complete();
      assertThat(all(early)).isEqualTo(counting(150_000, 50_000));
      assertThat(early.isEnd()).isTrue();
      assertThat(beyond.next()).isNull();
      assertThat(beyond.isEnd()).isTrue();
    }
    for (int from : new int[] {0, 1, 4095, 4096, 4097, 131_072, 199_999, 200_000}) {
      try (BodyReader late = body.reader(from)) {
        assertThat(all(late)).isEqualTo(counting(from, 200_000 - from));
      }
    }
  }

  @Test
  void failure_comesAfterTheBytes() {
    CachedBody body = body(100, -1);
    IOException cause = new IOException("gone");
    try (BodyReader reader = body.reader(0)) {
      assertThat(body.append(bytes("half"))).isTrue();
      body.fail(cause);
      assertThat(reader.failure()).isNull();
      assertThat(text(reader)).isEqualTo("half");
      assertThat(reader.failure()).isSameAs(cause);
      assertThat(reader.isEnd()).isFalse();
    }
    assertThat(body.isComplete()).isFalse();
    assertThat(body.hasEnded()).isTrue();
    assertThat(body.failure()).isSameAs(cause);
  }

  @Test
  void waiters_runOnce_inTheOrderTheyCame() {
    CachedBody body = body(100, -1);
    List<String> ran = new ArrayList<>();
    try (BodyReader first = body.reader(0);
        BodyReader second = body.reader(0);
        BodyReader third = body.reader(0)) {
      first.onAvailable(() -> ran.add("first"));
      second.onAvailable(() -> ran.add("second"));
      third.onAvailable(() -> ran.add("third"));
      assertThat(ran).isEmpty();
      assertThat(body.append(bytes("a"))).isTrue();
      assertThat(ran).containsExactly("first", "second", "third");
      assertThat(body.append(bytes("b"))).isTrue();
      assertThat(ran).hasSize(3);

      assertThat(text(first)).isEqualTo("ab");
      first.onAvailable(() -> ran.add("end"));
      assertThat(ran).hasSize(3);
      body.complete();
      assertThat(ran).hasSize(4).endsWith("end");
    }
  }

  @Test
  void waiter_whatIsThereAlready_runsItAtOnce() {
    CachedBody body = body(100, -1);
    List<String> ran = new ArrayList<>();
    assertThat(body.append(bytes("a"))).isTrue();
    try (BodyReader reader = body.reader(0)) {
      reader.onAvailable(() -> ran.add("bytes"));
      assertThat(ran).containsExactly("bytes");
      assertThat(text(reader)).isEqualTo("a");
      body.fail(new IOException());
      reader.onAvailable(() -> ran.add("failure"));
      assertThat(ran).containsExactly("bytes", "failure");
    }
  }

  @Test
  void waiter_ofAClosedOrRepeatedReader_neverRuns() {
    CachedBody body = body(100, -1);
    List<String> ran = new ArrayList<>();
    BodyReader gone = body.reader(0);
    gone.onAvailable(() -> ran.add("gone"));
    gone.close();
    gone.close();
    gone.onAvailable(() -> ran.add("after"));
    try (BodyReader reader = body.reader(0)) {
      reader.onAvailable(() -> ran.add("replaced"));
      reader.onAvailable(() -> ran.add("last"));
      assertThat(body.append(bytes("a"))).isTrue();
    }
    assertThat(ran).containsExactly("last");
    assertThatThrownBy(gone::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lastRelease_givesTheMemoryBack_readersHoldIt() {
    CachedBody body = arena.body(100, 3);
    assertThat(body.append(bytes("abc"))).isTrue();
    body.complete();
    BodyReader reader = body.reader(0);
    assertThat(body.retain()).isTrue();

    body.release();
    body.release();
    assertThat(arena.usedBytes()).isEqualTo(512);
    assertThat(text(reader)).isEqualTo("abc");
    reader.close();

    assertThat(arena.usedBytes()).isZero();
    assertThat(body.retain()).isFalse();
    assertThatThrownBy(body::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> body.reader(0)).isInstanceOf(IllegalStateException.class);
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void release_ofABodyThatNeverEnded_givesAllBack() {
    CachedBody body = arena.body(KIB * KIB, KIB * KIB);
    assertThat(body.append(counting(0, 5000))).isTrue();
    body.release();
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void afterTheEnd_nothingIsTaken() {
    CachedBody body = body(100, -1);
    body.complete();
    assertThatThrownBy(() -> body.append(bytes("a"))).hasMessageContaining("COMPLETE");
    assertThatThrownBy(body::complete).hasMessageContaining("COMPLETE");
    assertThatThrownBy(() -> body.fail(new IOException())).hasMessageContaining("COMPLETE");
    assertThat(body.failure()).isNull();
    assertThatThrownBy(() -> body.reader(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
