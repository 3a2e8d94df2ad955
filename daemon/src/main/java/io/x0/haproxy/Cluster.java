package io.x0.haproxy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Origin;
import io.x0.haproxy.model.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A director as an HAProxy backend asks for it, in the words of x0's settings. Immutable.
 *
 * @param backend the name of the HAProxy backend
 * @param name of the director
 * @param settings of the director that are not its defaults, by name
 * @param members its backends
 */
public record Cluster(
    String backend, String name, Map<String, String> settings, List<Member> members) {

  /**
   * One backend of a director. Immutable.
   *
   * @param server what it is made of
   * @param name of the backend
   * @param url where it listens
   * @param settings that are not the defaults, by name
   */
  public record Member(Server server, String name, String url, Map<String, String> settings) {
    public Member {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * Returns the backend.
     *
     * @throws InvalidValueException if x0 does not take it
     */
    public BackendConfig config() {
      return BackendConfig.of(name, BackendUrl.parse("url", url)).with(settings);
    }
  }

  public Cluster {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    members = List.copyOf(members);
  }

  /** Returns the director. It is immutable at run time, and never stored. */
  public DirectorConfig config() {
    List<BackendConfig> backends = new ArrayList<>();
    members.forEach(member -> backends.add(member.config()));
    DirectorConfig empty = DirectorConfig.of(name, Origin.HAPROXY);
    return new DirectorConfig(
        name,
        Origin.HAPROXY,
        DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, settings),
        backends,
        empty.buckets(),
        empty.revision());
  }
}
