package io.x0.admin.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import io.x0.admin.stream.MessageRing.Batch;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One who listens. It has one write under way at most; what happens meanwhile stays in the ring,
 * and of statistics only the newest waits. So a slow one costs what a quick one costs, and misses
 * what it is too slow for. Thread-safe as its superclass is; the fields are those of {@link
 * #process}, which one thread at a time runs.
 */
final class Subscriber extends IteratingCallback {
  /** Enough for a burst, few enough to take turns with others. */
  private static final int MESSAGES = 256;

  private static final int RETRY_MILLIS = 2_000;

  private final EventFeed feed;
  private final MessageRing ring;
  private final Wanted wanted;
  private final Response response;
  private final Callback callback;
  private final AtomicReference<@Nullable String> frame = new AtomicReference<>();
  private volatile boolean isClosing;
  private long place;
  private boolean hasGap;
  private boolean hasBegun;
  private boolean hasEnded;

  Subscriber(
      EventFeed feed, MessageRing ring, Wanted wanted, Response response, Callback callback) {
    this.feed = feed;
    this.ring = ring;
    this.wanted = wanted;
    this.response = response;
    this.callback = callback;
    String id = wanted.lastEventId();
    this.place = id == null ? ring.end() : ring.place(id);
    if (place < 0) {
      // What was missed is not known here: say so rather than tell some of it.
      hasGap = true;
      place = ring.end();
    }
  }

  Wanted wanted() {
    return wanted;
  }

  /** Replaces the statistics that wait, if there are any. */
  void offer(String statistics) {
    frame.set(statistics);
  }

  /** Ends it after what is being written. */
  void end() {
    isClosing = true;
    iterate();
  }

  @Override
  protected Action process() {
    if (hasEnded) {
      return Action.SUCCEEDED;
    }
    if (isClosing) {
      hasEnded = true;
      response.write(true, ByteBuffer.allocate(0), this);
      return Action.SCHEDULED;
    }
    StringBuilder out = new StringBuilder();
    if (!hasBegun) {
      hasBegun = true;
      out.append("retry: " + RETRY_MILLIS + "\nid: " + ring.id(place) + "\n\n");
    }
    takeMessages(out);
    String statistics = frame.getAndSet(null);
    if (statistics != null) {
      out.append(statistics);
    }
    if (out.isEmpty()) {
      return Action.IDLE;
    }
    response.write(false, UTF_8.encode(out.toString()), this);
    return Action.SCHEDULED;
  }

  private void takeMessages(StringBuilder out) {
    Batch batch;
    do {
      batch = ring.after(place, MESSAGES);
      if (batch.hasGap() || hasGap) {
        hasGap = false;
        out.append(gap());
      }
      for (Message message : batch.messages()) {
        if (message.concerns(wanted.director())) {
          out.append(message.text());
        }
      }
      place = batch.place();
    } while (out.isEmpty() && batch.messages().size() == MESSAGES);
  }

  private static String gap() {
    JsonObject data = new JsonObject();
    data.addProperty("detail", "events before this one are not kept any more: read all anew");
    return Message.passing("reset", data);
  }

  @Override
  protected void onCompleteSuccess() {
    feed.forget(this);
    callback.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    feed.forget(this);
    callback.failed(cause);
  }
}
