package io.x0.modules.haproxy;

import io.x0.director.Director;
import io.x0.director.Directors;
import io.x0.haproxy.HaproxyConfig;
import io.x0.haproxy.source.Diagnostic;
import io.x0.haproxy.stats.StatsReport;
import io.x0.haproxy.stats.StatsSection;
import io.x0.proxy.Exchange;
import io.x0.proxy.ListenAddress;
import io.x0.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The configurations of HAProxy that one configuration of x0d has loaded, by the addresses that
 * they listen on. Filled by one thread while it sets up; thread-safe.
 */
public final class HaproxyServices {
  private final Directors directors;
  private final Clock clock;
  private final StatsPages pages;
  private final List<HaproxyService> services = new CopyOnWriteArrayList<>();
  private final Map<ListenAddress, Serving> byAddress = new ConcurrentHashMap<>();

  /**
   * @param directors those that requests go to
   */
  public HaproxyServices(Directors directors, Clock clock) {
    this.directors = directors;
    this.clock = clock;
    pages = new StatsPages(this::report, clock);
  }

  /** Returns the statistics of all proxies and directors. */
  public StatsPages pages() {
    return pages;
  }

  /**
   * Takes a configuration into use.
   *
   * @return the listeners of it that nobody has taken before, and what is not done
   */
  public ListenPlan add(HaproxyConfig config) {
    HaproxyService service = new HaproxyService(config, directors, clock);
    services.add(service);
    ListenPlan plan = ListenPlan.of(config);
    List<ListenPlan.Place> places = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>(plan.diagnostics());
    for (ListenPlan.Place place : plan.places()) {
      Serving serving = new Serving(service, service.frontend(place.frontend()), pages);
      if (byAddress.putIfAbsent(place.address(), serving) == null) {
        places.add(place);
      } else {
        diagnostics.add(
            new Diagnostic(
                place.at(),
                Diagnostic.Severity.ERROR,
                "bind",
                place.address() + " is bound by a configuration before; this one gets nothing"));
      }
    }
    return new ListenPlan(places, plan.unusable(), diagnostics);
  }

  /**
   * Serves a request that came in over a listener of HAProxy.
   *
   * @return false if it came in over another one; then nothing has happened
   */
  public boolean serve(Exchange exchange) {
    Serving serving = exchange.listener().map(byAddress::get).orElse(null);
    if (serving == null) {
      return false;
    }
    serving.serve(exchange);
    return true;
  }

  private StatsReport report() {
    List<StatsSection> sections = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    for (HaproxyService service : services) {
      sections.addAll(service.sections());
      shown.addAll(service.directorNames());
    }
    for (Director director : directors.all()) {
      if (!shown.contains(director.name())) {
        sections.add(StatsSection.of(director.snapshot()));
      }
    }
    return new StatsReport(sections, clock.now());
  }
}
