package io.x0.proxy;

import com.google.gson.JsonObject;
import io.x0.cache.CacheSettings;
import io.x0.cache.Fields;
import io.x0.cache.ObjectCache;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier;
import io.x0.director.Affinity;
import io.x0.director.Director;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Answers a PURGE of a client that may purge: all variants of the URL of the request go, or what
 * has the tags that it names in {@code Surrogate-Key} or {@code Cache-Tag}. Stateless.
 */
final class PurgeAnswer {
  static final String METHOD = "PURGE";

  private static final String SOFT = "Soft-Purge";

  private PurgeAnswer() {}

  static void give(
      Exchange exchange, Director director, Optional<ObjectCache> cache, boolean soft) {
    HttpFields headers = exchange.request().getHeaders();
    boolean isSoft = soft || isTrue(headers.get(SOFT));
    CacheSettings settings = exchange.edits().cache(director.config().settings().cache());
    CachedRequest asked =
        CachedRequest.of(exchange.request(), exchange.order(Affinity.key("")), settings, true);
    Set<String> tags = Purge.tags(CacheFields.of(headers));
    List<Purge> purges = new ArrayList<>();
    tags.forEach(tag -> purges.add(new Purge.Tag(tag)));
    if (tags.isEmpty()) {
      purges.add(new Purge.Url(asked.url(), asked.key()));
    }
    int purged = 0;
    List<CompletableFuture<Void>> lasting = new ArrayList<>();
    for (Purge purge : purges) {
      SecondTier.Purged done =
          cache.map(one -> one.purgeForGood(purge, isSoft)).orElse(SecondTier.Purged.DONE);
      purged += done.count();
      lasting.add(done.lasting());
    }
    LocalAnswer answer =
        wantsJson(asked.fields())
            ? json(tags.isEmpty() ? asked.url() : "", isSoft, purged)
            : answer("text/plain;charset=utf-8", purged + " purged\n");
    CompletableFuture<Void> all =
        CompletableFuture.allOf(lasting.toArray(CompletableFuture<?>[]::new));
    if (all.isDone()) {
      exchange.respond(answer);
    } else {
      Executor executor = exchange.request().getComponents().getExecutor();
      var unused = all.whenCompleteAsync((lasts, failure) -> exchange.respond(answer), executor);
    }
  }

  private static boolean isTrue(@Nullable String value) {
    return value != null && Set.of("1", "true", "?1").contains(value.strip());
  }

  private static boolean wantsJson(Fields request) {
    return request.joined("Accept").toLowerCase(Locale.ROOT).contains("application/json");
  }

  private static LocalAnswer json(String url, boolean isSoft, int purged) {
    JsonObject body = new JsonObject();
    if (!url.isEmpty()) {
      body.addProperty("url", url);
    }
    body.addProperty("soft", isSoft);
    body.addProperty("purged", purged);
    return answer("application/json", body + "\n");
  }

  private static LocalAnswer answer(String type, String text) {
    HttpFields.Mutable fields = HttpFields.build();
    fields.put(HttpHeader.CONTENT_TYPE, type);
    fields.put(HttpHeader.CACHE_CONTROL, "no-store");
    return LocalAnswer.of(HttpStatus.OK_200, fields, text);
  }
}
