package io.x0.proxy.upstream.http1;

import io.x0.common.name.BackendUrl;
import io.x0.director.DirectorSettings;
import io.x0.link.Link;
import io.x0.proxy.upstream.Upstream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/** Requests as backends are to see them. */
final class Requests {
  private Requests() {}

  static Upstream.Outgoing of(String method, String target, HttpFields fields) {
    return of(method, target, fields, null, 0);
  }

  static Upstream.Outgoing of(
      String method, String target, HttpFields fields, Content.Source body, long length) {
    return new Upstream.Outgoing(
        BackendUrl.parse("url", "http://127.0.0.1:81"),
        Link.DEFAULT,
        new Upstream.Client("127.0.0.1", 1, "127.0.0.1", 2, false, "HTTP/1.1"),
        method,
        target,
        fields,
        body,
        length,
        () -> null,
        DirectorSettings.DEFAULT.timeouts());
  }
}
