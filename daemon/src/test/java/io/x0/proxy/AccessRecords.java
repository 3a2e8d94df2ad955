package io.x0.proxy;

import io.x0.stats.Ending;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Entries of access logs, each with everything that a test does not say. */
final class AccessRecords {
  static final Instant AT =
      LocalDateTime.of(2026, 9, 5, 7, 8, 9, 999_000_000).atZone(ZoneId.systemDefault()).toInstant();
  static final String OFFSET =
      DateTimeFormatter.ofPattern("Z", Locale.ROOT).withZone(ZoneId.systemDefault()).format(AT);

  private AccessRecords() {}

  static AccessRecord of(String path, @Nullable String referer, @Nullable String agent) {
    HttpFields.Mutable fields = HttpFields.build();
    if (referer != null) {
      fields.add("Referer", referer);
    }
    if (agent != null) {
      fields.add("User-Agent", agent);
    }
    return of(AT, path, fields, HttpFields.EMPTY);
  }

  static AccessRecord of(Instant at, String path, HttpFields fields, HttpFields answer) {
    int mark = path.indexOf('?');
    return new AccessRecord(
        at,
        "10.0.0.7",
        "",
        "GET",
        mark < 0 ? path : path.substring(0, mark),
        mark < 0 ? null : path.substring(mark + 1),
        "HTTP/1.1",
        fields,
        7,
        404,
        answer,
        1234,
        1_234_567_890L,
        new AccessRecord.Service("shop", "b1", "vip", 5_000_000L, 20_000_000L, 2),
        Ending.QUEUE_TIMEOUT,
        "4bf92f3577b34da6a3ce929d0e0e4736");
  }
}
