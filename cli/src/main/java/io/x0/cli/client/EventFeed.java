package io.x0.cli.client;

import io.x0.cli.client.EventStream.Event;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events without an end: when the daemon goes away this comes back to it, and is told what it
 * missed. Confined to one thread; interrupting it ends a wait.
 */
public final class EventFeed implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final AdminClient client;
  private final String target;
  private final Consumer<String> news;
  private @Nullable EventStream stream;
  private String lastId = "";
  private boolean isLost;

  /**
   * @param target a path of events
   * @param news is told when the daemon goes and comes
   */
  public EventFeed(AdminClient client, String target, Consumer<String> news) {
    this.client = client;
    this.target = target;
    this.news = news;
  }

  /**
   * Begins to listen.
   *
   * @throws RefusedException if the daemon refused
   * @throws ClientException if there is no daemon
   */
  public void open() {
    stream = client.events(target, lastId);
  }

  /**
   * Waits for the next event.
   *
   * @throws RefusedException if the daemon refused to go on
   * @throws ClientException if the wait was interrupted
   */
  public Event next() {
    while (true) {
      EventStream open = stream;
      if (open == null) {
        Pause.of(AGAIN);
        again();
        continue;
      }
      Event event = open.next();
      lastId = open.lastId();
      if (event != null) {
        return event;
      }
      open.close();
      stream = null;
    }
  }

  private void again() {
    try {
      open();
      if (isLost) {
        news.accept("x0d answers again");
      }
      isLost = false;
    } catch (ClientException e) {
      if (e.reason() == ClientException.Reason.INTERRUPTED) {
        throw e;
      }
      if (!isLost) {
        news.accept("x0d does not answer any more, waiting for it");
      }
      isLost = true;
    }
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
  }
}
