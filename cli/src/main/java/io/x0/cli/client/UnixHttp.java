package io.x0.cli.client;

import io.x0.cli.client.ClientException.Reason;
import io.x0.common.unit.DurationText;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with a server on a UNIX socket, one connection per request. Interrupting the calling
 * thread cancels its request. Thread-safe.
 */
final class UnixHttp {
  /** More than the largest answer: ten thousand directors are some ten million bytes. */
  private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

  /** The daemon tells something every second. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Path socket;
  private final Duration timeout;

  /**
   * @param socket the path of the server's socket
   * @param timeout longest time from the start of a request to the last byte of its answer
   */
  UnixHttp(Path socket, Duration timeout) {
    this.socket = Objects.requireNonNull(socket, "socket");
    this.timeout = Objects.requireNonNull(timeout, "timeout");
  }

  /**
   * Returns the answer to {@code request}.
   *
   * @throws ClientException if there is none in time, or none that can be read
   */
  Response exchange(Request request) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Watchdog watchdog = Watchdog.over(channel, timeout)) {
      try {
        connect(channel, watchdog);
        return converse(channel, request);
      } catch (ClosedByInterruptException e) {
        throw new ClientException(Reason.INTERRUPTED, "interrupted", e);
      } catch (IOException e) {
        throw watchdog.hasFired() ? tooLate(request, e) : broken(e);
      }
    } catch (IOException e) {
      throw new ClientException(Reason.UNREACHABLE, Unreachable.explain(socket, e), e);
    }
  }

  /**
   * Begins a stream of events: the answer to {@code request} has no end.
   *
   * @throws ClientException if there is none in time
   */
  StreamStart stream(Request request) {
    SocketChannel channel = null;
    PatientChannel patient = null;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try (Watchdog watchdog = Watchdog.over(channel, timeout)) {
        connect(channel, watchdog);
        write(channel, request);
      }
      patient = new PatientChannel(channel, SILENCE);
      StreamStart start = StreamStart.read(patient, MAX_BODY_BYTES);
      if (start.stream() != null) {
        patient = null;
        channel = null;
      }
      return start;
    } catch (ClosedByInterruptException e) {
      throw new ClientException(Reason.INTERRUPTED, "interrupted", e);
    } catch (IOException e) {
      throw broken(e);
    } finally {
      close(patient);
      close(channel);
    }
  }

  private static void close(@Nullable Closeable what) {
    if (what != null) {
      try {
        what.close();
      } catch (IOException e) {
        // It is of no use any more, closed or not.
      }
    }
  }

  private void connect(SocketChannel channel, Watchdog watchdog) throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      if (watchdog.hasFired()) {
        throw e;
      }
      throw new ClientException(Reason.UNREACHABLE, Unreachable.explain(socket, e), e);
    }
  }

  private static Response converse(SocketChannel channel, Request request) throws IOException {
    ResponseReader reader = new ResponseReader(channel, MAX_BODY_BYTES);
    try {
      write(channel, request);
    } catch (IOException notTaken) {
      // A server may refuse early and close; what it said is worth more than the broken pipe.
      try {
        return reader.read();
      } catch (IOException nothing) {
        notTaken.addSuppressed(nothing);
        throw notTaken;
      }
    }
    return reader.read();
  }

  private static void write(SocketChannel channel, Request request) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(request.toBytes());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private ClientException tooLate(Request request, IOException cause) {
    String doubt =
        request.isChange() ? "; the change may hold after all (look before you repeat it)" : "";
    return new ClientException(
        Reason.TIMEOUT,
        "x0d at "
            + socket
            + " gave no answer within "
            + DurationText.format(timeout)
            + " (X0_TIMEOUT allows more)"
            + doubt,
        cause);
  }

  private ClientException broken(IOException cause) {
    String why =
        cause instanceof MalformedResponseException ? cause.getMessage() : "the connection broke";
    return new ClientException(
        Reason.BROKEN,
        "x0d at " + socket + " gave a broken answer: " + why + " (see the log of x0d)",
        cause);
  }
}
