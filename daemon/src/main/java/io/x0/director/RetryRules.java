package io.x0.director;

import io.x0.common.setting.Setting;
import java.util.List;

/**
 * How failed attempts are repeated. Immutable.
 *
 * @param maxCount most further attempts of one request, from 0
 * @param budgetPercent most retries at once, in percent of the requests in flight
 * @param budgetMin retries that are always allowed at once
 * @param nonIdempotent whether requests are repeated whose method is not idempotent
 * @param buffer longest body that is kept for a repetition, in bytes
 */
public record RetryRules(
    int maxCount, int budgetPercent, int budgetMin, boolean nonIdempotent, int buffer) {

  /** The rules of a new director. */
  public static final RetryRules DEFAULT = new RetryRules(3, 20, 3, false, 64 * 1024);

  private static final int MOST_BUFFERED = 16 * 1024 * 1024;

  static final List<Setting<RetryRules>> SETTINGS =
      List.of(
          Setting.count(
              "max-retry-count",
              "further attempts after a failed one",
              0,
              100,
              RetryRules::maxCount,
              (r, v) -> new RetryRules(v, r.budgetPercent, r.budgetMin, r.nonIdempotent, r.buffer)),
          Setting.percent(
              "retry-budget",
              "most retries at once, in percent of the requests in flight",
              0,
              100,
              RetryRules::budgetPercent,
              (r, v) -> new RetryRules(r.maxCount, v, r.budgetMin, r.nonIdempotent, r.buffer)),
          Setting.count(
              "retry-budget-min",
              "retries at once that are always allowed",
              0,
              1_000_000,
              RetryRules::budgetMin,
              (r, v) -> new RetryRules(r.maxCount, r.budgetPercent, v, r.nonIdempotent, r.buffer)),
          Setting.flag(
              "retry-non-idempotent",
              "whether POST and the like are repeated too",
              RetryRules::nonIdempotent,
              (r, v) -> new RetryRules(r.maxCount, r.budgetPercent, r.budgetMin, v, r.buffer)),
          Setting.size(
              "retry-buffer",
              "longest body that is kept for a repetition",
              MOST_BUFFERED,
              RetryRules::buffer,
              (r, v) ->
                  new RetryRules(r.maxCount, r.budgetPercent, r.budgetMin, r.nonIdempotent, v)));
}
