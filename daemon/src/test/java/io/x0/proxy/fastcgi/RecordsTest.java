package io.x0.proxy.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static String hex(ByteBuffer bytes) {
    byte[] all = new byte[bytes.remaining()];
    bytes.duplicate().get(all);
    return HexFormat.of().formatHex(all);
  }

  @Test
  void begin_isRoleFlagsAndParameters() {
    assertThat(hex(Records.begin(Map.of("A", "bc"), true)))
        .isEqualTo(
            "0101000100080000"
                + "0001010000000000"
                + "0104000100050300"
                + "0102416263"
                + "000000"
                + "0104000100000000");
    assertThat(hex(Records.begin(Map.of(), false)))
        .isEqualTo("0101000100080000" + "0001000000000000" + "0104000100000000");
  }

  @Test
  void parameter_from128Bytes_hasALongLength() {
    assertThat(hex(Records.begin(Map.of("A", "x".repeat(127)), false))).contains("017f41");
    assertThat(hex(Records.begin(Map.of("A", "x".repeat(128)), false))).contains("018000008041");
  }

  @Test
  void parameters_thatFillARecord_goOnInTheNext() {
    String whole = hex(Records.begin(Map.of("A", "x".repeat(70_000)), false));

    assertThat(whole).startsWith("0101000100080000" + "0001000000000000" + "01040001fff80000");
    assertThat(whole).endsWith("0104000100000000");
  }

  @Test
  void body_isPaddedToEight() {
    assertThat(hex(Records.bodyHeader(5))).isEqualTo("0105000100050300");
    assertThat(Records.bodyPadding(5).remaining()).isEqualTo(3);
    assertThat(Records.bodyPadding(8).remaining()).isZero();
    assertThat(hex(Records.bodyEnd())).isEqualTo("0105000100000000");
    assertThat(hex(Records.abort())).isEqualTo("0102000100000000");
  }

  private static final class Heard implements RecordReader.Sink {
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    private final List<RecordReader.Ending> endings = new ArrayList<>();

    @Override
    public void answer(ByteBuffer piece) {
      assertThat(piece.hasRemaining()).isTrue();
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      answer.writeBytes(bytes);
    }

    @Override
    public void complaint(ByteBuffer piece) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      complaint.writeBytes(bytes);
    }

    @Override
    public void end(RecordReader.Ending ending) {
      endings.add(ending);
    }
  }

  private static byte[] answer() {
    return HexFormat.of()
        .parseHex(
            ("0106000100050300" + "68656c6c6f" + "000000")
                + ("0107000100020000" + "6572")
                + ("0106000100060200" + "20776f726c64" + "0000")
                + "0106000100000000"
                + ("0103000100080000" + "0000000000000000"));
  }

  /** Wherever the network cuts it. */
  @Test
  void answer_inPiecesOfAnySize_isTheSame() throws Exception {
    byte[] whole = answer();
    for (int size = 1; size <= whole.length; size++) {
      Heard heard = new Heard();
      RecordReader reader = new RecordReader(heard);
      for (int from = 0; from < whole.length; from += size) {
        reader.receive(ByteBuffer.wrap(whole, from, Math.min(size, whole.length - from)));
      }
      assertThat(heard.answer.toString(StandardCharsets.UTF_8)).isEqualTo("hello world");
      assertThat(heard.complaint.toString(StandardCharsets.UTF_8)).isEqualTo("er");
      assertThat(heard.endings).containsExactly(RecordReader.Ending.COMPLETE);
      assertThat(reader.hasEnded() && reader.isBetweenRecords()).isTrue();
    }
  }

  @Test
  void bytes_afterTheEnd_areRefused() throws Exception {
    RecordReader reader = new RecordReader(new Heard());
    reader.receive(ByteBuffer.wrap(answer()));

    assertThatThrownBy(() -> reader.receive(ByteBuffer.wrap(new byte[] {1})))
        .isInstanceOf(FastCgiException.class);
  }

  /** Any bytes are an answer, a beginning of one, or refused: nothing else is ever thrown. */
  @Test
  void anyBytes_areReadOrRefused() {
    Random random = new Random(20261127);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = answer();
      for (int i = random.nextInt(5); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Heard heard = new Heard();
      RecordReader reader = new RecordReader(heard);
      try {
        int from = 0;
        while (from < bytes.length) {
          int size = Math.min(1 + random.nextInt(20), bytes.length - from);
          reader.receive(ByteBuffer.wrap(bytes, from, size));
          from += size;
        }
      } catch (FastCgiException e) {
        assertThat(e.getMessage()).isNotEmpty();
        refused++;
      }
      assertThat(heard.answer.size()).isLessThanOrEqualTo(bytes.length);
      assertThat(heard.endings.size()).isLessThanOrEqualTo(1);
    }
    assertThat(refused).isBetween(1_000, 19_000);
  }
}
