package io.x0.haproxy.model;

import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.source.Line;
import java.util.Optional;
import java.util.Set;

/** {@code errorfile}. Stateless. */
final class ErrorKeywords {
  /** Those that HAProxy lets be replaced. */
  private static final Set<String> STATUSES =
      Set.of(
          "400", "401", "403", "404", "405", "407", "408", "410", "413", "425", "429", "500", "501",
          "502", "503", "504");

  /** x0 gives these to what is no request of a frontend yet, too. */
  private static final Set<String> EARLY = Set.of("400", "408");

  private static final int MOST_CHARS = 1 << 20;

  private ErrorKeywords() {}

  static void errorfile(Line line, ProxyDraft proxy, Lookup lookup) {
    String status = line.text(1);
    String path = line.text(2);
    String keyword = "errorfile " + status;
    if (status.equals("200")) {
      proxy.lost(line.at(), keyword, "monitor-uri answers with x0's own page");
    } else if (!STATUSES.contains(status)) {
      proxy.lost(line.at(), keyword, "this status has no file; x0's own page is shown");
    } else if (path.equals("/dev/null")) {
      proxy.lost(line.at(), keyword, "x0 answers with its own page, and closes after it");
    } else {
      read(line, keyword, path, proxy, lookup);
    }
  }

  private static void read(
      Line line, String keyword, String path, ProxyDraft proxy, Lookup lookup) {
    Optional<String> text = lookup.file(path);
    try {
      if (text.isEmpty()) {
        throw new NotEvaluableException("it cannot be read");
      }
      if (text.get().length() > MOST_CHARS) {
        throw new NotEvaluableException("it is larger than 1 MiB");
      }
      proxy.errorFiles.put(Integer.parseInt(line.text(1)), ErrorFile.parse(text.get()));
    } catch (NotEvaluableException e) {
      proxy.lost(
          line.at(2), keyword, "the file " + path + ": " + e.reason() + "; x0's own page is shown");
      return;
    }
    if (EARLY.contains(line.text(1))) {
      proxy.lost(
          line.at(),
          keyword,
          "what fails before the rules see a request gets x0's own page"
              + " (say error.page in setup for those)");
    }
  }
}
