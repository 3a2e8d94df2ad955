package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.stream.EventFeed;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import io.x0.director.Event;
import io.x0.director.EventJournal;
import io.x0.time.Clock;

/** Tells the feed what happens: to backends, to directors, to the configuration. Thread-safe. */
final class Notices {
  private final EventFeed feed;
  private final Clock clock;

  private Notices(EventFeed feed, Clock clock) {
    this.feed = feed;
    this.clock = clock;
  }

  /** Lets the feed know from now on what happens. */
  static void connect(
      EventFeed feed,
      Clock clock,
      ControlPlane control,
      EventJournal events,
      ConfigControl config) {
    Notices notices = new Notices(feed, clock);
    control.watch(notices::changed);
    events.watch(notices::happened);
    config.watch(notices::reloaded);
  }

  private void happened(Event event) {
    feed.tell(event.isDrained() ? Event.DRAINED : "health", event.director(), Views.event(event));
  }

  private void changed(Change change) {
    JsonObject data = Views.change(change);
    DirectorConfig after = change.after();
    if (after != null) {
      data.addProperty("revision", after.revision());
    }
    data.add("changes", Difference.of(change.before(), after));
    feed.tell("config", change.director(), data);
  }

  private void reloaded(String who, ConfigControl.Result result) {
    JsonObject data = new JsonObject();
    data.addProperty("at", HealthView.instant(clock.now()));
    data.addProperty("who", who);
    data.addProperty("good", result.isGood());
    data.addProperty("summary", result.summary());
    for (String name : new String[] {"generation", "changed", "removed", "remark"}) {
      if (result.isGood() && result.body().has(name)) {
        data.add(name, result.body().get(name));
      }
    }
    feed.tell("reload", null, data);
  }
}
