package io.x0.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events of the daemon, as they happen. Confined to one thread; interrupting it ends a
 * wait.
 */
public final class EventStream implements AutoCloseable {
  private final PatientChannel channel;
  private final BufferedReader lines;
  private String id = "";

  /**
   * One event.
   *
   * @param name its kind
   * @param data what it tells, in JSON
   */
  public record Event(String name, String data) {}

  EventStream(PatientChannel channel, ByteSource source, boolean isChunked) {
    this.channel = channel;
    this.lines =
        new BufferedReader(
            new InputStreamReader(new BodyStream(source, isChunked), StandardCharsets.UTF_8));
  }

  /** Returns what the last event is known by, or an empty text before the first. */
  public String lastId() {
    return id;
  }

  /**
   * Waits for the next event, and returns null when the daemon ends the stream, or breaks it.
   *
   * @throws ClientException if the wait was interrupted
   */
  public @Nullable Event next() {
    String name = "message";
    StringBuilder data = new StringBuilder();
    try {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.isEmpty()) {
          if (data.length() > 0) {
            return new Event(name, data.toString());
          }
          name = "message";
          continue;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
          case "event" -> name = value;
          case "data" -> data.append(data.length() == 0 ? "" : "\n").append(value);
          case "id" -> id = value;
          default -> {
            // Comments, and what only others need.
          }
        }
      }
      return null;
    } catch (ClosedByInterruptException e) {
      throw new ClientException(ClientException.Reason.INTERRUPTED, "interrupted", e);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, closed or not.
    }
  }
}
