package io.x0.haproxy.model;

import io.x0.haproxy.source.Line;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code stats}. Stateless. */
final class PageKeywords {
  private PageKeywords() {}

  /** Takes a line but for {@code stats http-request}, which is a rule. */
  static void stats(Line line, ProxyDraft proxy) {
    StatsPage page = proxy.stats.orElse(StatsPage.DEFAULT);
    switch (line.text(1)) {
      case "enable",
          "refresh",
          "hide-version",
          "show-desc",
          "show-legends",
          "show-node",
          "show-modules" -> {}
      case "uri" -> page = new StatsPage(line.text(2), page.realm(), page.users(), page.rules());
      case "realm" -> page = new StatsPage(page.uri(), line.text(2), page.users(), page.rules());
      case "auth" -> {
        String pair = line.text(2);
        int colon = pair.indexOf(':');
        Map<String, String> users = new HashMap<>(page.users());
        users.put(
            colon < 0 ? pair : pair.substring(0, colon),
            colon < 0 ? "" : pair.substring(colon + 1));
        page = new StatsPage(page.uri(), page.realm(), users, page.rules());
      }
      case "scope" -> proxy.lost(line.at(), "stats scope", "all proxies are shown");
      case "admin" -> proxy.lost(line.at(), "stats admin", "the page only shows");
      default -> {
        proxy.lost(line.at(), "stats " + line.text(1), "x0 does not know it");
        return;
      }
    }
    proxy.stats = Optional.of(page);
  }
}
