package io.x0.director;

import io.x0.health.ProbeResult;
import io.x0.shaper.Token;
import io.x0.shaper.TokenShaper;
import io.x0.stats.LoadCounter;
import org.jspecify.annotations.Nullable;

/**
 * Checks of the backends of a director, each with the place it takes: none, or one slot and one
 * token like a request. Confined to the director's lock.
 */
final class Checkups {
  private final Director director;
  private final Fleet fleet;
  private final TokenShaper<Admission> shaper;
  private final LoadCounter load;
  private final BucketTraffic traffic;

  Checkups(
      Director director,
      Fleet fleet,
      TokenShaper<Admission> shaper,
      LoadCounter load,
      BucketTraffic traffic) {
    this.director = director;
    this.fleet = fleet;
    this.shaper = shaper;
    this.load = load;
    this.traffic = traffic;
  }

  /** Begins a check that is due, or puts it off when there is no room for it. */
  void begin(Backend backend, long now, Decisions decisions) {
    if (!fleet.takesPlace(backend)) {
      begin(backend, null, decisions);
      return;
    }
    Token token = backend.isEligible() ? shaper.tryAcquire(shaper.root()) : null;
    if (token == null) {
      fleet.putOff(backend);
      return;
    }
    load.occupy();
    backend.load.occupy();
    fleet.roster().refresh(backend);
    Permit place =
        new Permit(director, backend, token, traffic.of(token.bucket().name()), false, now);
    begin(backend, place, decisions);
  }

  /** Begins a check at once, whatever is due; false when one is under way. */
  boolean beginNow(Backend backend, Decisions decisions) {
    if (backend.isChecking) {
      return false;
    }
    begin(backend, null, decisions);
    return true;
  }

  private void begin(Backend backend, @Nullable Permit place, Decisions decisions) {
    int number = backend.checkNumber + 1;
    fleet.begin(backend, result -> director.checked(backend, number, result, place), decisions);
  }

  /** Takes a result; returns whether usable backends may have changed. */
  boolean ended(Backend backend, int number, ProbeResult result, Decisions decisions) {
    return fleet.checked(backend, number, result, decisions);
  }
}
