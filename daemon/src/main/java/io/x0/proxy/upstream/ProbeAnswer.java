package io.x0.proxy.upstream;

import com.google.re2j.Pattern;
import io.x0.health.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The answer to a check, as it comes. Confined to one thread at a time. */
interface ProbeAnswer {
  /**
   * What came of it.
   *
   * @param good whether it is the answer of a backend that can serve
   * @param detail why, for an operator
   */
  record Verdict(boolean good, String detail) {}

  /** Takes what was received; returns the verdict, or null when it needs more. */
  @Nullable Verdict receive(ByteBuffer bytes);

  /** Takes the end of the stream, and returns the verdict. */
  Verdict end();

  /** Returns whether something came; may be asked by any thread. */
  boolean isBegun();

  /** Judges an answer that has come completely. */
  static Verdict judge(HealthCheck check, int status, ByteArrayOutputStream body) {
    if (!check.codes().contains(status)) {
      return new Verdict(false, "status " + status + ", expected " + check.codes());
    }
    boolean matches =
        check.body().isEmpty()
            || Pattern.compile(check.body()).matcher(body.toString(StandardCharsets.UTF_8)).find();
    return new Verdict(matches, matches ? "status " + status : "body does not match");
  }
}
