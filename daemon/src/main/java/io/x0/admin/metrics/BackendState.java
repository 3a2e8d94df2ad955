package io.x0.admin.metrics;

import io.x0.common.setting.Setting;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.Event;
import io.x0.director.Role;
import io.x0.health.HealthState;
import java.util.ArrayList;
import java.util.List;

/** The state of a backend in one word, as the API and the metrics tell it. Stateless. */
public final class BackendState {
  private static final String DISABLED = "disabled";
  private static final String HELD = "held";

  /** All words there are. */
  static final List<String> ALL = all();

  private BackendState() {}

  private static List<String> all() {
    List<String> words = new ArrayList<>(List.of(Event.DRAINING, Event.DRAINED, DISABLED, HELD));
    for (HealthState health : HealthState.values()) {
      words.add(Setting.word(health));
    }
    return List.copyOf(words);
  }

  /** Returns the word; what an operator decided comes before what was found out. */
  public static String of(BackendSnapshot backend) {
    if (backend.config().role() == Role.TERMINATE) {
      return Event.DRAINING;
    }
    switch (backend.config().adminState()) {
      case DRAIN -> {
        return backend.load().current() == 0 ? Event.DRAINED : Event.DRAINING;
      }
      case DISABLED -> {
        return DISABLED;
      }
      case ENABLED -> {}
    }
    return backend.held() ? HELD : Setting.word(backend.health().state());
  }
}
