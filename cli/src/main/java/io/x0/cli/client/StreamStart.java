package io.x0.cli.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a stream of events began. Immutable.
 *
 * @param stream the stream, or null when the daemon refused it
 * @param refusal what it answered then, else null
 */
record StreamStart(@Nullable EventStream stream, @Nullable Response refusal) {

  /** Reads the head of the answer, and all of it when that is no stream. */
  static StreamStart read(PatientChannel channel, int maxBodyBytes) throws IOException {
    ByteSource source = new ByteSource(channel);
    if (source.isAtEnd()) {
      throw new MalformedResponseException("it is empty");
    }
    ResponseHead head = ResponseHead.read(source);
    return head.status() == 200 && head.isEvents()
        ? new StreamStart(new EventStream(channel, source, head.isChunked()), null)
        : new StreamStart(null, ResponseReader.rest(head, source, maxBodyBytes));
  }
}
