package io.x0.modules.haproxy;

import io.x0.haproxy.rule.HeaderEdit;
import io.x0.haproxy.rule.Reply;
import io.x0.proxy.LocalAnswer;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;

/** The answers that HAProxy gives itself. Stateless. */
final class Replies {
  private static final String HTML = "text/html";
  private static final List<Integer> CACHED = List.of(301, 308);

  private Replies() {}

  /** Returns that the service runs. */
  static LocalAnswer alive() {
    return answer(200, HTML, "<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n");
  }

  /** Returns a text that nobody is to keep. */
  static LocalAnswer answer(int status, String contentType, String text) {
    HttpFields.Mutable fields = HttpFields.build();
    fields.put("Content-Type", contentType);
    fields.put("Cache-Control", "no-cache");
    return LocalAnswer.of(status, fields, text);
  }

  /** Returns an error in HAProxy's words. */
  static LocalAnswer error(int status, String why) {
    return answer(
        status, HTML, "<html><body><h1>" + status + "</h1>\n" + why + "\n</body></html>\n");
  }

  /** Returns a request for a name and a password. */
  static LocalAnswer challenge(String realm) {
    HttpFields.Mutable fields = HttpFields.build();
    fields.put("Content-Type", HTML);
    fields.put("Cache-Control", "no-cache");
    String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
    fields.put("WWW-Authenticate", "Basic realm=\"" + quoted + "\"");
    return LocalAnswer.of(
        401,
        fields,
        """
        <html><body><h1>401 Unauthorized</h1>
        You need a valid user and password to access this content.
        </body></html>
        """);
  }

  static LocalAnswer redirect(Reply.Redirect redirect) {
    HttpFields.Mutable fields = HttpFields.build();
    fields.put("Location", redirect.location());
    if (!CACHED.contains(redirect.status())) {
      fields.put("Cache-Control", "no-cache");
    }
    redirect.setCookie().ifPresent(cookie -> fields.put("Set-Cookie", cookie));
    return LocalAnswer.of(redirect.status(), fields, "");
  }

  static LocalAnswer of(Reply.Answer reply) {
    HttpFields.Mutable fields = HttpFields.build();
    if (!reply.contentType().isEmpty()) {
      fields.put("Content-Type", reply.contentType());
    }
    List<HeaderEdit> edits = reply.fields();
    FieldEdits.onAnswer(edits, fields);
    return LocalAnswer.of(
        reply.status(), fields, reply.contentType().isEmpty() ? "" : reply.body());
  }
}
