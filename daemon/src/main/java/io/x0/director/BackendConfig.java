package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.common.name.Names;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.common.unit.Capacity;
import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.link.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One backend as the operator wants it. Immutable.
 *
 * @param name unique in its director
 * @param url where it listens
 * @param role when it takes requests
 * @param adminState whether it takes requests at all, and if not, why
 * @param capacity most requests in flight at once
 * @param weight its share among its peers, 1 to 1000
 * @param terminateProtection whether removing it is refused
 * @param own what it sets for itself
 * @param link how one speaks to it
 * @param revision the director's revision when this was last changed
 */
public record BackendConfig(
    String name,
    BackendUrl url,
    Role role,
    AdminState adminState,
    Capacity capacity,
    int weight,
    boolean terminateProtection,
    Own own,
    Link link,
    long revision) {

  /**
   * What a backend sets for itself instead of its director. Immutable.
   *
   * @param slowStart how long it takes to reach its capacity
   * @param checkMode when it is checked
   * @param checkInterval the time between two checks
   */
  public record Own(
      Optional<Duration> slowStart,
      Optional<CheckMode> checkMode,
      Optional<Duration> checkInterval) {
    /** Everything as the director says. */
    public static final Own NOTHING = new Own(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Every setting by name; name and revision are not settings. It takes the role terminate, which
   * is stored, but not given by an operator: see {@link #with}.
   */
  public static final SettingTable<BackendConfig> TABLE = new SettingTable<>(settings());

  private static List<Setting<BackendConfig>> settings() {
    List<Setting<BackendConfig>> all =
        new ArrayList<>(
            List.of(
                Setting.text(
                    "url",
                    "where the backend listens",
                    b -> b.url.toString(),
                    (b, v) -> b.withUrl(BackendUrl.parse("url", v))),
                Setting.choice(
                    "role",
                    "when the backend takes requests",
                    Role.class,
                    BackendConfig::role,
                    BackendConfig::withRole),
                Setting.flag(
                    "enabled",
                    "whether the backend takes requests: short for admin-state",
                    BackendConfig::enabled,
                    BackendConfig::switched),
                Setting.choice(
                    "admin-state",
                    "whether the backend takes requests, drains or is disabled",
                    AdminState.class,
                    BackendConfig::adminState,
                    BackendConfig::withAdminState),
                Setting.capacity(
                    "capacity",
                    "most requests in flight at once",
                    BackendConfig::capacity,
                    BackendConfig::withCapacity),
                Setting.count(
                    "weight",
                    "share of the requests among its peers",
                    1,
                    1000,
                    BackendConfig::weight,
                    BackendConfig::withWeight),
                Setting.flag(
                    "terminate-protection",
                    "whether removing the backend is refused",
                    BackendConfig::terminateProtection,
                    BackendConfig::withTerminateProtection),
                Setting.inherited(
                    SlowStart.PERIOD,
                    Duration.ZERO,
                    b -> b.own.slowStart,
                    BackendConfig::withSlowStart),
                Setting.inherited(
                    HealthSettings.MODE,
                    CheckMode.PARANOID,
                    b -> b.own.checkMode,
                    BackendConfig::withCheckMode),
                Setting.inherited(
                    HealthSettings.INTERVAL,
                    Duration.ZERO,
                    b -> b.own.checkInterval,
                    BackendConfig::withCheckInterval)));
    Link.SETTINGS.forEach(s -> all.add(s.of(BackendConfig::link, BackendConfig::withLink)));
    return all;
  }

  public BackendConfig {
    Names.check("backend", name);
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(capacity, "capacity");
    Objects.requireNonNull(link, "link");
  }

  /** Returns a new backend with the default settings: active, enabled, unlimited, weight 1. */
  public static BackendConfig of(String name, BackendUrl url) {
    return new BackendConfig(
        name,
        url,
        Role.ACTIVE,
        AdminState.ENABLED,
        Capacity.UNLIMITED,
        1,
        false,
        Own.NOTHING,
        Link.DEFAULT,
        0);
  }

  /**
   * Returns a copy with the settings an operator gives. The role terminate is not one of them.
   *
   * @throws InvalidValueException for the first unknown name or unacceptable value
   */
  public BackendConfig with(Map<String, String> settings) {
    if (Objects.equals(settings.get("role"), "terminate")) {
      throw new InvalidValueException("role", "terminate", "one of active, standby, backup");
    }
    String enabled = settings.get("enabled");
    String state = settings.get("admin-state");
    if (enabled != null
        && state != null
        && TABLE.apply(this, Map.of("enabled", enabled)).enabled()
            != TABLE.apply(this, Map.of("admin-state", state)).enabled()) {
      throw new InvalidValueException(
          "enabled", enabled, "what fits admin-state " + state + ", or only one of the two");
    }
    return TABLE.apply(this, settings);
  }

  BackendConfig withUrl(BackendUrl value) {
    return new BackendConfig(
        name, value, role, adminState, capacity, weight, terminateProtection, own, link, revision);
  }

  /** Returns a copy with another role. */
  public BackendConfig withRole(Role value) {
    return new BackendConfig(
        name, url, value, adminState, capacity, weight, terminateProtection, own, link, revision);
  }

  /** Returns whether it takes requests. */
  public boolean enabled() {
    return adminState == AdminState.ENABLED;
  }

  /** Returns a copy that is enabled or disabled. */
  public BackendConfig withEnabled(boolean value) {
    return withAdminState(value ? AdminState.ENABLED : AdminState.DISABLED);
  }

  /**
   * Returns this if it takes requests, or not, as {@code value} says. So the two settings may come
   * in either order, and what is read back of one that drains goes on to drain.
   */
  private BackendConfig switched(boolean value) {
    return value == enabled() ? this : withEnabled(value);
  }

  /** Returns a copy in another state. */
  public BackendConfig withAdminState(AdminState value) {
    return new BackendConfig(
        name, url, role, value, capacity, weight, terminateProtection, own, link, revision);
  }

  /** Returns a copy with another capacity. */
  public BackendConfig withCapacity(Capacity value) {
    return new BackendConfig(
        name, url, role, adminState, value, weight, terminateProtection, own, link, revision);
  }

  BackendConfig withWeight(int value) {
    return new BackendConfig(
        name, url, role, adminState, capacity, value, terminateProtection, own, link, revision);
  }

  BackendConfig withTerminateProtection(boolean value) {
    return new BackendConfig(
        name, url, role, adminState, capacity, weight, value, own, link, revision);
  }

  private BackendConfig withOwn(Own value) {
    return new BackendConfig(
        name, url, role, adminState, capacity, weight, terminateProtection, value, link, revision);
  }

  private BackendConfig withLink(Link value) {
    return new BackendConfig(
        name, url, role, adminState, capacity, weight, terminateProtection, own, value, revision);
  }

  private BackendConfig withSlowStart(Optional<Duration> value) {
    return withOwn(new Own(value, own.checkMode, own.checkInterval));
  }

  private BackendConfig withCheckMode(Optional<CheckMode> value) {
    return withOwn(new Own(own.slowStart, value, own.checkInterval));
  }

  private BackendConfig withCheckInterval(Optional<Duration> value) {
    return withOwn(new Own(own.slowStart, own.checkMode, value));
  }

  /** Returns the checks of this backend: those of its director, but for what it sets itself. */
  public HealthSettings health(HealthSettings ofDirector) {
    HealthSettings mine = ofDirector;
    if (own.checkMode.isPresent()) {
      mine = mine.withMode(own.checkMode.get());
    }
    if (own.checkInterval.isPresent()) {
      mine = mine.withInterval(own.checkInterval.get());
    }
    return mine;
  }

  /** Returns a copy with another revision. */
  public BackendConfig withRevision(long value) {
    return new BackendConfig(
        name, url, role, adminState, capacity, weight, terminateProtection, own, link, value);
  }
}
