package io.x0.cli.output;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of text in UTF-8 that keeps its first failure for later, so that a reader that leaves
 * early does not disturb the work. Confined to one thread.
 */
public final class Output {
  private final OutputStream stream;
  private @Nullable IOException failure;

  /** Makes an output to {@code stream}. */
  public Output(OutputStream stream) {
    this.stream = new BufferedOutputStream(stream, 8192);
  }

  /** Writes {@code text}, unless writing has failed before. */
  public void print(String text) {
    if (failure == null) {
      try {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  /** Hands over what was written so far. */
  public void flush() {
    if (failure == null) {
      try {
        stream.flush();
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  /** Returns whether nobody reads any more what is written. */
  public boolean hasFailed() {
    flush();
    return failure != null;
  }

  /** Returns why text was lost; empty when none was, and when the reader simply left. */
  public Optional<String> lossReason() {
    if (failure == null) {
      return Optional.empty();
    }
    String message = failure.getMessage();
    if (message == null) {
      return Optional.of("unknown reason");
    }
    return message.contains("Broken pipe") ? Optional.empty() : Optional.of(message);
  }
}
