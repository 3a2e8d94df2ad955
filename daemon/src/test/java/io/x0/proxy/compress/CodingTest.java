package io.x0.proxy.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.eclipse.jetty.io.ByteBufferPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|GZIP",
        "GZIP, br|GZIP",
        "x-gzip|GZIP",
        "deflate|DEFLATE",
        "deflate, gzip|GZIP",
        "deflate;q=1.0, gzip;q=0.9|DEFLATE",
        "gzip;q=0, deflate|DEFLATE",
        "gzip;q=0|",
        "gzip;q=0.000, *|DEFLATE",
        "*|GZIP",
        "*;q=0|",
        "identity|",
        "identity;q=1, gzip;q=0.5|",
        "identity;q=0.5, gzip;q=0.5|GZIP",
        "br, zstd|",
        "gzip;q=2|",
        "gzip;q=abc|",
        "gzip ; Q=0.1|GZIP",
        "gzippy|",
        "''|"
      })
  void best_isWhatTheClientLikes(String accepted, Coding expected) {
    assertThat(Coding.best(List.of(accepted))).isEqualTo(expected);
  }

  @Test
  void best_withoutTheField_isTheBodyAsItIs() {
    assertThat(Coding.best(List.of())).isNull();
  }

  /** Whatever the sizes of pieces and buffers, each piece is whole when it was taken. */
  @ParameterizedTest
  @EnumSource(Coding.class)
  void stream_inPiecesOfAnySize_isTheSameAndNothingIsHeldBack(Coding coding) throws Exception {
    Random random = new Random(7);
    try (Compressor compressor = new Compressor(new ByteBufferPool.NonPooling())) {
      for (int round = 0; round < 60; round++) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        CompressedStream stream = compressor.begin(coding, 1 + random.nextInt(9));
        assertThat(stream).isNotNull();
        int pieces = 1 + random.nextInt(6);
        for (int i = 1; i <= pieces; i++) {
          byte[] piece = piece(random);
          body.write(piece);
          ByteBuffer buffer = ByteBuffer.allocate(32 + random.nextInt(500));
          stream.take(ByteBuffer.wrap(piece), i == pieces);
          boolean isMore = true;
          while (isMore) {
            buffer.clear();
            isMore = stream.fill(buffer, i == pieces);
            sent.write(buffer.array(), 0, buffer.position());
          }
          assertThat(decoded(coding, sent.toByteArray(), body.size()))
              .isEqualTo(body.toByteArray());
        }
        assertThat(whole(coding, sent.toByteArray())).isEqualTo(body.toByteArray());
        stream.close();
        stream.close();
      }
      Compressor.Counts counts = compressor.counts();
      assertThat(counts.gzip() + counts.deflate()).isEqualTo(60);
      assertThat(counts.bytesIn()).isPositive();
      assertThat(counts.bytesOut()).isPositive();
    }
  }

  @Test
  void begin_beyondTheRoom_isRefusedUntilOneEnds() {
    try (Compressor compressor = new Compressor(new ByteBufferPool.NonPooling())) {
      List<CompressedStream> open = new ArrayList<>();
      CompressedStream next = compressor.begin(Coding.GZIP, 1);
      while (next != null) {
        open.add(next);
        next = compressor.begin(Coding.GZIP, 1);
      }
      assertThat(open).hasSize(256);
      assertThat(compressor.counts().refused()).isEqualTo(1);

      open.remove(0).close();
      CompressedStream again = compressor.begin(Coding.DEFLATE, 1);
      assertThat(again).isNotNull();
      open.add(again);
      open.forEach(CompressedStream::close);
    }
  }

  private static byte[] piece(Random random) {
    byte[] piece = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(3000)];
    boolean isDull = random.nextBoolean();
    for (int i = 0; i < piece.length; i++) {
      piece[i] = (byte) (isDull ? 'a' + i % 7 : random.nextInt(256));
    }
    return piece;
  }

  private static InputStream decoding(Coding coding, byte[] sent) throws Exception {
    ByteArrayInputStream in = new ByteArrayInputStream(sent);
    return coding == Coding.GZIP ? new GZIPInputStream(in) : new InflaterInputStream(in);
  }

  private static byte[] decoded(Coding coding, byte[] sent, int length) throws Exception {
    return decoding(coding, sent).readNBytes(length);
  }

  private static byte[] whole(Coding coding, byte[] sent) throws Exception {
    return decoding(coding, sent).readAllBytes();
  }
}
