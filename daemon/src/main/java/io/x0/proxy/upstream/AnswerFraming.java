package io.x0.proxy.upstream;

import java.io.IOException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;

/** Whether the end of an answer can be found (RFC 9112 §6.1, §6.3). Stateless. */
public final class AnswerFraming {
  private AnswerFraming() {}

  /**
   * Checks the head of an answer.
   *
   * @throws IOException if what follows it is not HTTP any more, or is encoded in a way that has an
   *     end which nobody here could find; HTTP/1.0 has no {@code Transfer-Encoding} at all
   */
  public static void check(int status, HttpVersion version, HttpFields fields) throws IOException {
    if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
      throw new IOException("101 that nobody asked for");
    }
    if (status == HttpStatus.NO_CONTENT_204 || status == HttpStatus.NOT_MODIFIED_304) {
      // An answer without a body has no frame.
      return;
    }
    boolean mayEncode = version != HttpVersion.HTTP_1_0;
    for (HttpField field : fields) {
      if (field.getHeader() != HttpHeader.TRANSFER_ENCODING) {
        continue;
      }
      String value = field.getValue();
      if (!mayEncode || value == null || !HttpHeaderValue.CHUNKED.is(value.strip())) {
        throw new IOException("the backend frames its answer in a way that it must not");
      }
      mayEncode = false;
    }
  }
}
