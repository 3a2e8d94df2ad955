package io.x0.director;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Points on a ring, each owned by a backend: where a key falls, the owners of the points that
 * follow are asked in turn (Karger et al., 1997). Immutable.
 *
 * <p>Points depend on names and weights only, so every process places a key on the same backend. A
 * backend has 64 points per weight, or half of that as often as it takes until there are about a
 * million in all. Its points are the first of one endless sequence: when their number changes,
 * those that stay are the same.
 */
final class HashRing {
  /** A ring without points. */
  static final HashRing EMPTY = new HashRing(new long[0], List.of());

  private static final int POINTS_PER_WEIGHT = 64;
  private static final int MOST_POINTS = 1 << 20;

  /** The low bits of a point are the number of its owner, the others its place. */
  private static final long OWNER = (1L << 24) - 1;

  private record Share(String name, int points) {}

  private final long[] points;
  private final List<Share> shares;

  private HashRing(long[] points, List<Share> shares) {
    this.points = points;
    this.shares = shares;
  }

  /**
   * Returns the ring of these backends. The points of those that this ring has already are taken
   * over in one walk along it; only new ones are sorted.
   *
   * @param members the owners; the place in the list is the number
   */
  HashRing of(List<Backend> members) {
    long weights = members.stream().mapToLong(b -> b.config().weight()).sum();
    Map<Share, Integer> added = new HashMap<>();
    for (Backend member : members) {
      added.put(share(member.config(), weights), added.size());
    }
    List<Share> wanted = members.stream().map(b -> share(b.config(), weights)).toList();
    if (wanted.equals(shares)) {
      return this;
    }
    int[] numbers = new int[shares.size()];
    for (int i = 0; i < numbers.length; i++) {
      Integer number = added.remove(shares.get(i));
      numbers[i] = number == null ? -1 : number;
    }
    return new HashRing(merged(kept(numbers), sorted(added)), wanted);
  }

  private static Share share(BackendConfig config, long weights) {
    long most = (long) config.weight() * POINTS_PER_WEIGHT;
    long all = weights * POINTS_PER_WEIGHT;
    while (all > MOST_POINTS) {
      all /= 2;
      most /= 2;
    }
    return new Share(config.name(), (int) Math.max(1, most));
  }

  /** Returns the points of the owners that stay, under their new numbers. */
  private long[] kept(int[] numbers) {
    long[] kept = new long[points.length];
    int count = 0;
    for (long point : points) {
      int number = numbers[(int) (point & OWNER)];
      if (number >= 0) {
        kept[count++] = (point & ~OWNER) | number;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static long[] sorted(Map<Share, Integer> owners) {
    long[] points = new long[owners.keySet().stream().mapToInt(Share::points).sum()];
    int count = 0;
    for (Map.Entry<Share, Integer> owner : owners.entrySet()) {
      long name = hash(owner.getKey().name());
      for (int i = 0; i < owner.getKey().points(); i++) {
        points[count++] = (mixed(name + i * 0x9E3779B97F4A7C15L) & ~OWNER) | owner.getValue();
      }
    }
    Arrays.sort(points);
    return points;
  }

  private static long[] merged(long[] a, long[] b) {
    long[] all = new long[a.length + b.length];
    int i = 0;
    int j = 0;
    for (int k = 0; k < all.length; k++) {
      all[k] = j == b.length || (i < a.length && a[i] <= b[j]) ? a[i++] : b[j++];
    }
    return all;
  }

  /** Returns how many points there are. */
  int size() {
    return points.length;
  }

  /** Returns the index of the first point at or after the place of a key, from 0. */
  int find(String key) {
    // Keys that share a hash code share a backend, which does no harm; String remembers the code.
    long place = mixed(key.hashCode()) & ~OWNER;
    int from = 0;
    int to = points.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (points[middle] < place) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from == points.length ? 0 : from;
  }

  /** Returns the index of the point after the one at {@code index}. */
  int next(int index) {
    return index + 1 == points.length ? 0 : index + 1;
  }

  /** Returns the number of the owner of the point at {@code index}. */
  int owner(int index) {
    return (int) (points[index] & OWNER);
  }

  /** FNV-1a: names that share a hash code must not share all of their points. */
  private static long hash(String name) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return mixed(hash);
  }

  /** The finisher of SplitMix64 (Steele, Lea and Flood, 2014): every bit depends on every bit. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
