package io.x0.haproxy.stats;

import io.x0.director.DirectorSnapshot.Counts;
import io.x0.stats.LoadCounter.Load;
import io.x0.stats.TrafficSnapshot;
import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import java.util.List;

/** Writes figures that all kinds of lines have. Stateless. */
final class Figures {
  private static final long MICROS_PER_MILLI = 1000;

  private Figures() {}

  /** Writes bytes, answers by class, and rates. */
  static void write(TrafficSnapshot traffic, Row row) {
    row.set("bin", traffic.bytesIn());
    row.set("bout", traffic.bytesOut());
    long classified = 0;
    for (int i = 0; i < traffic.statuses().size(); i++) {
      row.set("hrsp_" + (i + 1) + "xx", traffic.statuses().get(i));
      classified += traffic.statuses().get(i);
    }
    row.set("hrsp_other", Math.max(0, traffic.requests() - classified));
    row.set("rate", rate(traffic));
    row.set("rate_max", maxRate(traffic));
  }

  /** Writes load, ends of attempts, and times. Times are medians, where HAProxy has averages. */
  static void write(Load load, Counts counts, TrafficSnapshot traffic, Row row) {
    row.set("scur", load.current());
    row.set("smax", load.max());
    row.set("stot", load.total());
    row.set("lbtot", load.total());
    row.set("connect", load.total());
    row.set("econ", counts.unreachable());
    row.set("eresp", counts.failed() - counts.unreachable());
    row.set("wretr", counts.retried());
    row.set("wredis", counts.redispatched());
    row.set("cli_abrt", counts.aborted());
    row.set("req_tot", load.total());
    row.set("lastsess", load.total() == 0 ? "-1" : lastSession(traffic.history()));
    times(traffic.waiting(), "qtime", row);
    times(traffic.latency(), "rtime", row);
    times(traffic.latency(), "ttime", row);
    write(traffic, row);
  }

  private static void times(Percentiles times, String column, Row row) {
    row.set(column, times.p50() / MICROS_PER_MILLI);
    row.set(column + "_max", times.max() / MICROS_PER_MILLI);
  }

  /** Returns the seconds since something ended; empty if that is more than a minute ago. */
  private static String lastSession(List<Second> history) {
    for (int ago = 0; ago < history.size(); ago++) {
      if (history.get(history.size() - 1 - ago).requests() > 0) {
        return Integer.toString(ago + 1);
      }
    }
    return "";
  }

  /** Returns the requests that ended in the last complete second. */
  static long rate(TrafficSnapshot traffic) {
    List<Second> history = traffic.history();
    return history.isEmpty() ? 0 : history.get(history.size() - 1).requests();
  }

  /** Returns the most requests that ended in a second of the last minute. */
  static long maxRate(TrafficSnapshot traffic) {
    return traffic.history().stream().mapToLong(Second::requests).max().orElse(0);
  }
}
