package io.x0.haproxy.stats;

import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.stats.TrafficSnapshot;
import java.time.Instant;
import java.util.List;

/** Writes the lines of a director as a whole. Stateless. */
final class BackendRow {
  private BackendRow() {}

  static void write(DirectorSnapshot director, Instant now, Row row) {
    TrafficSnapshot traffic = director.traffic().snapshot();
    Figures.write(director.load(), director.counts(), traffic, row);
    row.set("qcur", director.queued().current());
    row.set("qmax", director.queued().max());
    row.set("stot", director.load().total() + director.dropped());
    List<BackendSnapshot> usable =
        director.config().settings().enabled()
            ? director.backends().stream().filter(BackendSnapshot::isUsable).toList()
            : List.of();
    boolean onlyBackups = usable.stream().allMatch(b -> ServerRow.isBackup(b.config()));
    row.set("status", usable.isEmpty() ? "DOWN" : "UP");
    row.set(
        "weight",
        usable.stream()
            .filter(b -> onlyBackups || !ServerRow.isBackup(b.config()))
            .mapToLong(ServerRow::weight)
            .sum());
    row.set("uweight", director.backends().stream().mapToLong(b -> b.config().weight()).sum());
    long backups = usable.stream().filter(b -> ServerRow.isBackup(b.config())).count();
    row.set("act", usable.size() - backups);
    row.set("bck", backups);
    row.set("slim", slots(director));
    row.set("chkdown", director.backends().stream().mapToLong(b -> b.health().downs()).sum());
    row.set("lastchg", lastChange(director, usable, now));
  }

  /** Writes the line of what comes to a director, as that of a HAProxy listen section. */
  static void writeFrontend(DirectorSnapshot director, Row row) {
    TrafficSnapshot traffic = director.traffic().snapshot();
    row.set("scur", director.load().current() + director.queued().current());
    row.set("smax", director.load().max());
    row.set("stot", director.load().total() + director.dropped());
    row.set("req_tot", director.load().total() + director.dropped());
    row.set("slim", slots(director));
    Figures.write(traffic, row);
    row.set("req_rate", Figures.rate(traffic));
    row.set("req_rate_max", Figures.maxRate(traffic));
  }

  /** Returns what all backends take together, or 0 if there is no limit. */
  private static long slots(DirectorSnapshot director) {
    boolean isUnlimited =
        director.backends().stream().anyMatch(b -> b.config().capacity().isUnlimited());
    return isUnlimited
        ? 0
        : director.backends().stream().mapToLong(b -> b.config().capacity().slots()).sum();
  }

  /** Up since the first of those that serve, down since the last of all. */
  private static long lastChange(
      DirectorSnapshot director, List<BackendSnapshot> usable, Instant now) {
    return usable.isEmpty()
        ? director.backends().stream()
            .mapToLong(b -> ServerRow.seconds(b.health().since(), now))
            .min()
            .orElse(0)
        : usable.stream()
            .mapToLong(b -> ServerRow.seconds(b.health().since(), now))
            .max()
            .orElse(0);
  }
}
