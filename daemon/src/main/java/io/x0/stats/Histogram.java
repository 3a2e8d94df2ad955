package io.x0.stats;

import io.x0.stats.TrafficSnapshot.Percentiles;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How often each length of time was recorded, in microseconds. Thread-safe, without locks.
 *
 * <p>Log-linear, as HdrHistogram does it: each power of two is divided into 64 counters, so that
 * the middle of a counter is at most 1/128 away from all it stands for; below 128 µs each
 * microsecond has its own. The counters of a power of two are made when one of them is needed:
 * times of one thing lie close together, and there are thousands of things.
 */
final class Histogram {
  /** What takes longer counts as this long. */
  static final long LONGEST_MICROS = 3_600_000_000L;

  private static final int PAGE_BITS = 6;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGES = index(LONGEST_MICROS) / PAGE_SIZE + 1;

  /** A counter would have to be met 2^32 times within two minutes to overflow. */
  private final AtomicReferenceArray<@Nullable AtomicIntegerArray> pages =
      new AtomicReferenceArray<>(PAGES);

  private final AtomicLong max = new AtomicLong();

  /** Counts one time, from 0. */
  void record(long micros) {
    long value = Math.min(micros, LONGEST_MICROS);
    int index = index(value);
    page(index / PAGE_SIZE).getAndIncrement(index % PAGE_SIZE);
    if (value > max.get()) {
      max.accumulateAndGet(value, Math::max);
    }
  }

  private AtomicIntegerArray page(int number) {
    AtomicIntegerArray page = pages.get(number);
    if (page != null) {
      return page;
    }
    AtomicIntegerArray made = new AtomicIntegerArray(PAGE_SIZE);
    AtomicIntegerArray found = pages.compareAndExchange(number, null, made);
    return found == null ? made : found;
  }

  /** Returns the percentiles of what was recorded in either. */
  static Percentiles percentiles(Histogram one, Histogram other) {
    long[] counts = new long[PAGES * PAGE_SIZE];
    long count = one.addTo(counts) + other.addTo(counts);
    if (count == 0) {
      return new Percentiles(0, 0, 0, 0, 0);
    }
    long max = Math.max(one.max.get(), other.max.get());
    return new Percentiles(
        count,
        percentile(counts, count, 50, max),
        percentile(counts, count, 90, max),
        percentile(counts, count, 99, max),
        max);
  }

  private long addTo(long[] counts) {
    long sum = 0;
    for (int number = 0; number < PAGES; number++) {
      AtomicIntegerArray page = pages.get(number);
      if (page != null) {
        for (int i = 0; i < PAGE_SIZE; i++) {
          long count = Integer.toUnsignedLong(page.get(i));
          counts[number * PAGE_SIZE + i] += count;
          sum += count;
        }
      }
    }
    return sum;
  }

  /** Returns the nearest rank: the least time that so many hundredths do not exceed. */
  private static long percentile(long[] counts, long count, int hundredths, long max) {
    long rank = (count * hundredths + 99) / 100;
    int index = 0;
    long sum = counts[0];
    while (sum < rank) {
      index++;
      sum += counts[index];
    }
    return Math.min(middle(index), max);
  }

  private static int index(long value) {
    int shift = shift(value);
    return (shift << PAGE_BITS) + (int) (value >>> shift);
  }

  /** Returns how many low bits of a value do not matter. */
  private static int shift(long value) {
    return Math.max(0, Long.SIZE - PAGE_BITS - 1 - Long.numberOfLeadingZeros(value));
  }

  private static long middle(int index) {
    int shift = Math.max(0, index / PAGE_SIZE - 1);
    long low = (long) (index - (shift << PAGE_BITS)) << shift;
    return low + ((1L << shift) >>> 1);
  }
}
