package io.x0.modules.haproxy;

import io.x0.haproxy.model.ErrorFile;
import io.x0.haproxy.model.Proxy;
import io.x0.proxy.ErrorPage;
import io.x0.proxy.ErrorPages;
import io.x0.proxy.Exchange;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/** What a proxy of HAProxy answers in the place of errors. Stateless. */
final class Errors {
  private Errors() {}

  /** Returns its answers by the status of the error. */
  static Map<Integer, ErrorPage> of(Proxy proxy) {
    Map<Integer, ErrorPage> out = new HashMap<>();
    proxy.errorFiles().forEach((status, file) -> out.put(status, page(file)));
    return Map.copyOf(out);
  }

  private static ErrorPage page(ErrorFile file) {
    HttpFields.Mutable fields = HttpFields.build();
    file.fields().forEach(field -> fields.add(field.name(), field.value()));
    return new ErrorPage.Whole(file.status(), fields.asImmutable(), file.body());
  }

  /** Shows pages in the place of errors of one request, before those that were said earlier. */
  static void show(Map<Integer, ErrorPage> pages, Exchange exchange) {
    if (!pages.isEmpty()) {
      exchange.answers().errors(before -> with(before, pages));
    }
  }

  private static ErrorPages with(ErrorPages before, Map<Integer, ErrorPage> pages) {
    ErrorPages out = before;
    for (Map.Entry<Integer, ErrorPage> page : pages.entrySet()) {
      out = out.with(page.getKey(), page.getValue());
    }
    return out;
  }
}
