package io.x0.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * An answer that the proxy gives itself. Immutable.
 *
 * @param status 200 to 599
 * @param fields the header fields, all but those that frame the body
 * @param body the content; not sent with a status that has none
 */
public record LocalAnswer(int status, HttpFields fields, ByteBuffer body) {
  public LocalAnswer {
    Objects.requireNonNull(fields, "fields");
    body = body.asReadOnlyBuffer();
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status);
    }
  }

  /** Returns 200 with a line of text. */
  static LocalAnswer of(String text) {
    HttpFields.Mutable fields = HttpFields.build();
    fields.put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    return of(HttpStatus.OK_200, fields, text);
  }

  /** Returns an answer with a text, in UTF-8. */
  public static LocalAnswer of(int status, HttpFields fields, String text) {
    return new LocalAnswer(status, fields, StandardCharsets.UTF_8.encode(text));
  }

  @Override
  public ByteBuffer body() {
    return body.duplicate();
  }
}
