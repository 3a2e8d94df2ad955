package io.x0.proxy.upstream;

import io.x0.health.HealthCheck;
import io.x0.proxy.fastcgi.CgiHead;
import io.x0.proxy.fastcgi.FastCgiException;
import io.x0.proxy.fastcgi.RecordReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the answer to a check over FastCGI and judges it. Confined to one thread at a time. */
final class FastCgiProbeAnswer implements ProbeAnswer, RecordReader.Sink {
  private final HealthCheck check;
  private final RecordReader reader = new RecordReader(this);
  private final CgiHead head = new CgiHead();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private volatile boolean isBegun;
  private @Nullable Verdict verdict;

  FastCgiProbeAnswer(HealthCheck check) {
    this.check = check;
  }

  @Override
  public @Nullable Verdict receive(ByteBuffer bytes) {
    isBegun = true;
    try {
      reader.receive(bytes);
    } catch (FastCgiException e) {
      verdict = new Verdict(false, "not FastCGI: " + e.getMessage());
    }
    return verdict;
  }

  @Override
  public Verdict end() {
    return new Verdict(false, isBegun ? "closed within the answer" : "closed without an answer");
  }

  @Override
  public boolean isBegun() {
    return isBegun;
  }

  @Override
  public void answer(ByteBuffer piece) throws FastCgiException {
    if (!head.isComplete()) {
      head.receive(piece);
      if (head.isComplete() && !check.codes().contains(head.status())) {
        verdict = ProbeAnswer.judge(check, head.status(), body);
      }
    }
    int room = HttpProbeAnswer.MAX_BODY_BYTES - body.size();
    byte[] bytes = new byte[Math.min(room, piece.remaining())];
    piece.get(bytes);
    body.writeBytes(bytes);
    if (room == bytes.length && verdict == null) {
      // What follows is neither read nor judged.
      verdict = ProbeAnswer.judge(check, head.status(), body);
    }
  }

  @Override
  public void complaint(ByteBuffer piece) {
    // The log has it from requests; a check says what came of it.
  }

  @Override
  public void end(RecordReader.Ending ending) {
    if (verdict != null) {
      return;
    }
    verdict =
        switch (ending) {
          case COMPLETE ->
              head.isComplete()
                  ? ProbeAnswer.judge(check, head.status(), body)
                  : new Verdict(false, "an answer without a head");
          case CANNOT_MULTIPLEX, OVERLOADED -> new Verdict(false, "overloaded");
          case UNKNOWN_ROLE -> new Verdict(false, "no responder");
        };
  }
}
