package io.x0.director;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, 2016): a key goes to
 * the backend that follows it on the {@link HashRing}, and to the next one while that has no slot
 * or more than 1.25 times its share of the requests in flight. It comes back as soon as it can.
 * Requests without a key go to the backend with the fewest for its weight. Confined to the
 * director's lock.
 *
 * <p>Decisions: the ring has points of all backends of the role and changes only with the
 * configuration; which of them are eligible is kept beside it, for it changes with every request
 * that fills or frees one. A share is counted among the eligible ones, so one of them is always
 * below its bound: the least loaded, which a heap has at hand. A walk along the ring that does not
 * end within {@link #MOST_STEPS} points, as when nearly all backends are full, ends with that one.
 * That a request does not meet a backend twice counts more than the bound. Slow-start lowers the
 * bound, not the number of points: keys need not move twice.
 */
final class ConsistentHash implements BackendScheduler {
  /** The most points that are looked at for a key. */
  static final int MOST_STEPS = 128;

  /** The bound is 5/4 of the share. */
  private static final double BOUND_NUMERATOR = 5;

  private static final double BOUND_DENOMINATOR = 4;

  /** Weights are counted in thousandths, so that sums are exact. */
  private static final double WEIGHT_UNITS = 1000;

  private static final class Member {
    final Backend backend;

    /** Requests in flight, or 0 while it is not eligible. */
    long load;

    /** In thousandths, or 0 while it is not eligible: then it is below no bound. */
    long weight;

    Member(Backend backend) {
      this.backend = backend;
    }
  }

  private final LeastLoad least = new LeastLoad(b -> b.load.current() / b.weight());
  private final Map<Backend, Member> byBackend = new HashMap<>();
  private List<Member> members = List.of();
  private HashRing ring = HashRing.EMPTY;
  private long loads;
  private long weights;

  @Override
  public void define(List<Backend> backends) {
    byBackend.clear();
    backends.forEach(b -> byBackend.put(b, new Member(b)));
    members = backends.stream().map(this::member).toList();
    ring = ring.of(backends);
  }

  private Member member(Backend backend) {
    return Objects.requireNonNull(byBackend.get(backend), "a backend that was not defined");
  }

  @Override
  public boolean isEmpty() {
    return least.isEmpty();
  }

  @Override
  public void add(Backend backend) {
    count(member(backend));
    least.add(backend);
  }

  @Override
  public void remove(Backend backend) {
    Member member = member(backend);
    loads -= member.load;
    weights -= member.weight;
    member.load = 0;
    member.weight = 0;
    least.remove(backend);
  }

  @Override
  public void changed(Backend backend) {
    count(member(backend));
    least.changed(backend);
  }

  private void count(Member member) {
    loads -= member.load;
    weights -= member.weight;
    member.load = member.backend.load.current();
    member.weight = Math.max(1, Math.round(member.backend.weight() * WEIGHT_UNITS));
    loads += member.load;
    weights += member.weight;
  }

  @Override
  public @Nullable Backend pick(Admission admission) {
    Backend spare = least.peek(admission);
    if (spare == null || admission.key().isEmpty() || least.size() == 1) {
      return least.pick(admission);
    }
    boolean avoidsTried = !admission.hasTried(spare);
    int steps = Math.min(MOST_STEPS, ring.size());
    int point = ring.find(admission.key());
    for (int step = 0; step < steps; step++) {
      Member member = members.get(ring.owner(point));
      if (isBelowBound(member) && !(avoidsTried && admission.hasTried(member.backend))) {
        return member.backend;
      }
      point = ring.next(point);
    }
    return least.pick(admission);
  }

  /** Returns whether it has less than its bound, counting the request that is to come. */
  private boolean isBelowBound(Member member) {
    return BOUND_DENOMINATOR * member.load * weights
        < BOUND_NUMERATOR * (loads + 1) * member.weight;
  }
}
