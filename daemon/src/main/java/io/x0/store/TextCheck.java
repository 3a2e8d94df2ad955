package io.x0.store;

import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.StoreException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses directors that do not survive being written as text. Each backend is looked at once in a
 * transaction, or many changes of a large director would take the square of their number. Confined.
 */
final class TextCheck {
  /** What survives, by identity: what a change leaves alone is the same object after it. */
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Checks what {@code change} leaves; what was before it came from a store or a file.
   *
   * @throws StoreException if it cannot be stored exactly; the message is one line
   */
  void check(Change change) {
    DirectorConfig before = change.before();
    if (before != null) {
      checkName(change, before);
      known.addAll(before.backends());
    }
    DirectorConfig after = change.after();
    if (after != null) {
      checkName(change, after);
      checkText(after);
    }
  }

  private static void checkName(Change change, DirectorConfig config) {
    if (!config.name().equals(change.director())) {
      throw new IllegalArgumentException(
          "a change of director " + change.director() + " that holds director " + config.name());
    }
  }

  private void checkText(DirectorConfig config) {
    List<BackendConfig> unknown = config.backends().stream().filter(known::add).toList();
    DirectorConfig checked =
        new DirectorConfig(
            config.name(),
            config.origin(),
            config.settings(),
            unknown,
            config.buckets(),
            config.revision(),
            config.demand());
    boolean isExact;
    try {
      isExact = DirectorText.of(checked).config(undeclared -> {}).equals(checked);
    } catch (IllegalArgumentException e) {
      throw refusal("cannot be stored: " + Messages.of(e), e);
    }
    if (!isExact) {
      throw refusal(
          "cannot be stored: director " + config.name() + " has a value finer than its text", null);
    }
  }

  private static StoreException refusal(String message, @Nullable Throwable cause) {
    return new StoreException(message, false, cause);
  }
}
