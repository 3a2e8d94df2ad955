package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.common.name.Names;
import io.x0.common.setting.Setting;
import io.x0.director.DirectorStore.Tie;
import io.x0.director.RefusedException.Cause;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one director that an operator asks for. Immutable. {@link #apply} checks everything
 * before it answers, so that a change happens completely or not at all.
 */
public final class Edit {
  private static final String ADMIN_STATE = "admin-state";
  private static final Tie AUTOMATIC = new Tie(false, 0, true);
  private static final Set<String> SWITCHES = Set.of("enabled", ADMIN_STATE);

  private final String action;
  private final String director;
  private final OptionalLong expectedRevision;
  private final Step step;
  private final Tie tie;

  private interface Step {
    @Nullable DirectorConfig apply(@Nullable DirectorConfig before);
  }

  interface Update {
    DirectorConfig apply(DirectorConfig before);
  }

  private Edit(String action, String director, OptionalLong expectedRevision, Step step) {
    this(action, director, expectedRevision, step, Tie.NONE);
  }

  private Edit(String action, String director, OptionalLong expectedRevision, Step step, Tie tie) {
    this.tie = tie;
    this.action = action;
    this.director = director;
    this.expectedRevision = expectedRevision;
    this.step = step;
  }

  /**
   * Creates a director with the default settings but for those given. With a hostname or a port
   * among them it is one on demand, else a managed one.
   */
  public static Edit createDirector(String name, Map<String, String> settings) {
    return absent(
        "director create " + Names.check("name", name),
        name,
        () -> {
          Map<String, String> others = new LinkedHashMap<>(settings);
          DirectorConfig created = created(name, others);
          return created.initially(DirectorSettings.TABLE.apply(created.settings(), others));
        });
  }

  /** Returns an empty director, of a kind that {@code settings} ask for and from which it takes. */
  static DirectorConfig created(String name, Map<String, String> settings) {
    return Demand.isIn(settings)
        ? DirectorConfig.of(name, Demand.taken(null, settings))
        : DirectorConfig.of(name, Origin.MANAGED);
  }

  /** Takes a director from a file that somebody put among those of directors on demand. */
  static Edit adoptDirector(DirectorConfig found) {
    return new Edit(
        "director adopt " + found.name(),
        found.name(),
        OptionalLong.empty(),
        before -> {
          if (before != null) {
            throw new RefusedException(
                Cause.CONFLICT, "director " + found.name() + " exists already");
          }
          return found;
        },
        AUTOMATIC);
  }

  /** Takes the change {@code number} of a director back. */
  static Edit undoing(String action, String director, long number, Reversal reversal) {
    return new Edit(
        action, director, OptionalLong.empty(), reversal::apply, new Tie(false, number, false));
  }

  /** Returns the same edit, as one that x0d makes by itself. */
  Edit automatic() {
    return new Edit(action, director, expectedRevision, step, AUTOMATIC);
  }

  /** Returns the edit that creates a director, which must not be there before. */
  static Edit absent(String action, String director, Supplier<DirectorConfig> created) {
    return new Edit(
        action,
        director,
        OptionalLong.empty(),
        before -> {
          if (before != null) {
            throw new RefusedException(
                Cause.CONFLICT,
                "director " + director + " exists already: set it, or choose another name");
          }
          return created.get();
        });
  }

  /**
   * Changes the settings given; with {@code replace}, all others return to their defaults. A
   * director on demand has its hostname and port among them, of which one must remain.
   */
  public static Edit setDirector(String name, Map<String, String> settings, boolean replace) {
    return existing(
        "director set " + name + words(settings),
        name,
        before -> {
          mutable(before);
          DirectorSettings from = replace ? DirectorSettings.DEFAULT : before.settings();
          Map<String, String> others = new LinkedHashMap<>(settings);
          Demand demand = demand(before, others, replace);
          return before.withSettings(DirectorSettings.TABLE.apply(from, others)).serving(demand);
        });
  }

  private static @Nullable Demand demand(
      DirectorConfig before, Map<String, String> settings, boolean replace) {
    if (before.origin() == Origin.ONDEMAND) {
      return Demand.taken(replace ? null : before.demand(), settings);
    }
    if (Demand.isIn(settings)) {
      throw new RefusedException(
          Cause.INVALID,
          "director "
              + before.name()
              + " is not one on demand: hostname and port are given when a director is created",
          settings.containsKey("hostname") ? "hostname" : "port");
    }
    return null;
  }

  /** Enables or disables a director. */
  public static Edit enableDirector(String name, boolean enabled) {
    return existing(
        "director " + (enabled ? "enable " : "disable ") + name,
        name,
        before -> {
          mutable(before);
          return before.withSettings(before.settings().withEnabled(enabled));
        });
  }

  /** Deletes a director with all its backends. */
  public static Edit deleteDirector(String name) {
    return new Edit(
        "director delete " + name,
        name,
        OptionalLong.empty(),
        before -> {
          if (before == null) {
            throw noDirector(name);
          }
          mutable(before);
          for (BackendConfig backend : before.backends()) {
            if (backend.terminateProtection()) {
              throw protectedBackend(name, backend.name());
            }
          }
          return null;
        });
  }

  /** Adds a backend; the settings must hold its url. */
  public static Edit addBackend(String director, String name, Map<String, String> settings) {
    Names.check("name", name);
    return existing(
        "backend add " + director + " " + name + words(settings),
        director,
        before -> {
          mutable(before);
          before.backend(name).ifPresent(namesake -> taken(director, namesake));
          return before.withBackend(fresh(name, settings));
        });
  }

  /**
   * Changes the settings given; with {@code replace}, all others return to their defaults. What
   * only enables, drains or disables a backend every director accepts.
   */
  public static Edit setBackend(
      String director, String name, Map<String, String> settings, boolean replace) {
    boolean isSwitch = !settings.isEmpty() && SWITCHES.containsAll(settings.keySet()) && !replace;
    for (AdminState state : AdminState.values()) {
      if (isSwitch && settings.equals(Map.of(ADMIN_STATE, Setting.word(state)))) {
        return switchBackend(director, name, state);
      }
    }
    return existing(
        "backend set " + director + " " + name + words(settings),
        director,
        before -> {
          if (!isSwitch) {
            mutable(before);
          }
          BackendConfig backend = backend(before, name);
          return before.withBackend(replace ? fresh(name, settings) : backend.with(settings));
        });
  }

  /** Enables, drains or disables a backend; the one change that every director accepts. */
  public static Edit switchBackend(String director, String name, AdminState state) {
    return existing(
        "backend " + state.verb() + " " + director + " " + name,
        director,
        before -> before.withBackend(backend(before, name).withAdminState(state)));
  }

  /** Enables or disables a backend. */
  public static Edit enableBackend(String director, String name, boolean enabled) {
    return switchBackend(director, name, enabled ? AdminState.ENABLED : AdminState.DISABLED);
  }

  /**
   * Removes a backend. While {@code busy} it keeps the role terminate, so that it finishes what it
   * has; {@link #finishRemoval} then removes it.
   */
  public static Edit removeBackend(String director, String name, boolean busy) {
    return existing(
        "backend remove " + director + " " + name,
        director,
        before -> {
          mutable(before);
          BackendConfig backend = backend(before, name);
          if (backend.terminateProtection()) {
            throw protectedBackend(director, name);
          }
          return busy
              ? before.withBackend(backend.withRole(Role.TERMINATE))
              : before.withoutBackend(name);
        });
  }

  /** Removes a backend that was only kept to finish its requests. */
  public static Edit finishRemoval(String director, String name) {
    return existing(
            "backend removed " + director + " " + name,
            director,
            before -> {
              if (backend(before, name).role() != Role.TERMINATE) {
                throw new RefusedException(
                    Cause.PRECONDITION, "backend " + name + " is not being removed any more");
              }
              return before.withoutBackend(name);
            })
        .automatic();
  }

  /** Returns this edit, refused when the subject has another revision than {@code revision}. */
  public Edit ifRevision(OptionalLong revision, @Nullable String backend) {
    if (revision.isEmpty()) {
      return this;
    }
    return new Edit(
        action,
        director,
        revision,
        before -> {
          if (before != null) {
            long actual = backend == null ? before.revision() : backend(before, backend).revision();
            if (actual != revision.getAsLong()) {
              throw new RefusedException(
                  Cause.PRECONDITION,
                  (backend == null ? "director " + director : "backend " + backend)
                      + " has changed: it is at revision "
                      + actual
                      + ", not "
                      + revision.getAsLong()
                      + "; look again before you change it");
            }
          }
          return step.apply(before);
        },
        tie);
  }

  /** Returns what it belongs to. */
  Tie tie() {
    return tie;
  }

  /** Returns what is done, in the words of the command line. */
  public String action() {
    return action;
  }

  /** Returns the director it is about. */
  public String director() {
    return director;
  }

  /** Returns the revision the operator has seen, or empty when it does not matter. */
  public OptionalLong expectedRevision() {
    return expectedRevision;
  }

  /**
   * Returns the director after this edit, null when it is deleted.
   *
   * @throws RefusedException if the edit is not possible
   * @throws InvalidValueException if a value is not acceptable
   */
  public @Nullable DirectorConfig apply(@Nullable DirectorConfig before) {
    return step.apply(before);
  }

  static Edit existing(String action, String director, Update update) {
    return new Edit(
        action,
        director,
        OptionalLong.empty(),
        before -> {
          if (before == null) {
            throw noDirector(director);
          }
          return update.apply(before);
        });
  }

  static BackendConfig fresh(String name, Map<String, String> settings) {
    String url = settings.get("url");
    if (url == null) {
      throw new InvalidValueException("url", "", "the address of the backend");
    }
    Map<String, String> others = new LinkedHashMap<>(settings);
    others.remove("url");
    return BackendConfig.of(name, BackendUrl.parse("url", url)).with(others);
  }

  static void mutable(DirectorConfig director) {
    if (!director.origin().isMutable()) {
      throw new RefusedException(
          Cause.FORBIDDEN,
          "director "
              + director.name()
              + " is declared in the configuration file: change it there (its backends can be"
              + " enabled, drained and disabled here)");
    }
  }

  private static BackendConfig backend(DirectorConfig director, String name) {
    return director
        .backend(name)
        .orElseThrow(
            () ->
                new RefusedException(
                    Cause.NOT_FOUND, "no backend " + name + " in director " + director.name()));
  }

  private static void taken(String director, BackendConfig namesake) {
    throw new RefusedException(
        Cause.CONFLICT,
        "backend "
            + namesake.name()
            + (namesake.role() == Role.TERMINATE
                ? " is being removed from director "
                    + director
                    + " and finishes its requests: wait, set its role to keep it, or choose"
                    + " another name"
                : " exists already in director " + director + ": set it, or choose another name"));
  }

  private static RefusedException noDirector(String name) {
    return new RefusedException(Cause.NOT_FOUND, "no director " + name);
  }

  static RefusedException protectedBackend(String director, String name) {
    return new RefusedException(
        Cause.FORBIDDEN,
        "backend "
            + name
            + " in director "
            + director
            + " is protected: set terminate-protection=false first");
  }

  static String words(Map<String, String> settings) {
    StringBuilder out = new StringBuilder();
    settings.forEach((key, value) -> out.append(' ').append(key).append('=').append(value));
    return out.toString();
  }
}
