package io.x0.director;

import io.x0.common.name.Names;
import io.x0.common.setting.Setting;
import io.x0.shaper.BucketTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One director as the operator wants it. Immutable.
 *
 * @param name unique in the process
 * @param origin where it comes from
 * @param settings what can be set on it
 * @param backends in the order of their definition, with distinct names
 * @param buckets how its tokens are shared
 * @param revision counts its changes from 1
 * @param demand what it serves when it is on demand, else null
 */
public record DirectorConfig(
    String name,
    Origin origin,
    DirectorSettings settings,
    List<BackendConfig> backends,
    BucketTree buckets,
    long revision,
    @Nullable Demand demand) {

  public DirectorConfig {
    Names.check("director", name);
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(buckets, "buckets");
    backends = List.copyOf(backends);
    Set<String> names = new HashSet<>();
    for (BackendConfig backend : backends) {
      if (!names.add(backend.name())) {
        throw new IllegalArgumentException("backend named twice: " + backend.name());
      }
    }
    if ((origin == Origin.ONDEMAND) != (demand != null)) {
      throw new IllegalArgumentException(
          "director " + name + " of origin " + Setting.word(origin) + " serves " + demand);
    }
  }

  /** Makes a director that is not on demand. */
  public DirectorConfig(
      String name,
      Origin origin,
      DirectorSettings settings,
      List<BackendConfig> backends,
      BucketTree buckets,
      long revision) {
    this(name, origin, settings, backends, buckets, revision, null);
  }

  /** Returns a new, empty director on demand with the default settings. */
  public static DirectorConfig of(String name, Demand demand) {
    return new DirectorConfig(
        name,
        Origin.ONDEMAND,
        DirectorSettings.DEFAULT,
        List.of(),
        BucketTree.EMPTY,
        1,
        Objects.requireNonNull(demand, "demand"));
  }

  /** Returns a new, empty director with the default settings. */
  public static DirectorConfig of(String name, Origin origin) {
    return new DirectorConfig(
        name, origin, DirectorSettings.DEFAULT, List.of(), BucketTree.EMPTY, 1);
  }

  /** Returns the next revision with other buckets. */
  public DirectorConfig withBuckets(BucketTree value) {
    return new DirectorConfig(name, origin, settings, backends, value, revision + 1, demand);
  }

  /** Returns the backend of that name, or empty. */
  public Optional<BackendConfig> backend(String backendName) {
    return backends.stream().filter(b -> b.name().equals(backendName)).findFirst();
  }

  /** Returns the next revision with other settings. */
  public DirectorConfig withSettings(DirectorSettings value) {
    return new DirectorConfig(name, origin, value, backends, buckets, revision + 1, demand);
  }

  /** Returns the next revision with {@code backend} in the place of its namesake, or appended. */
  public DirectorConfig withBackend(BackendConfig backend) {
    BackendConfig stamped = backend.withRevision(revision + 1);
    List<BackendConfig> changed = new ArrayList<>(backends);
    changed.replaceAll(b -> b.name().equals(stamped.name()) ? stamped : b);
    if (!changed.contains(stamped)) {
      changed.add(stamped);
    }
    return new DirectorConfig(name, origin, settings, changed, buckets, revision + 1, demand);
  }

  /** Returns the next revision without the backend of that name. */
  public DirectorConfig withoutBackend(String backendName) {
    return new DirectorConfig(
        name,
        origin,
        settings,
        backends.stream().filter(b -> !b.name().equals(backendName)).toList(),
        buckets,
        revision + 1,
        demand);
  }

  /** Returns the same revision of it that serves {@code value}, null if it is not on demand. */
  DirectorConfig serving(@Nullable Demand value) {
    return new DirectorConfig(name, origin, settings, backends, buckets, revision, value);
  }

  /** Returns the same revision with other settings. */
  DirectorConfig initially(DirectorSettings value) {
    return new DirectorConfig(name, origin, value, backends, buckets, revision, demand);
  }
}
