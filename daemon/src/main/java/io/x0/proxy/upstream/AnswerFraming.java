package io.x0.proxy.upstream;

import java.io.IOException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;

/** Whether the end of an answer can be found (RFC 9112 §6.1, §6.3). Stateless. */
public final class AnswerFraming {
  private static final int LAST_STATUS = 999;
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private AnswerFraming() {}

  /**
   * Returns the length that the head of an answer declares, or -1 if it declares none.
   *
   * @throws IOException if it is no length, or declares several
   */
  static long length(HttpFields fields) throws IOException {
    long length = -1;
    for (HttpField field : fields) {
      if (field.getHeader() == HttpHeader.CONTENT_LENGTH) {
        String value = field.getValue() == null ? "" : field.getValue().strip();
        if (!LENGTH.matcher(value).matches() || (length >= 0 && length != Long.parseLong(value))) {
          throw new IOException("the length of the answer is not valid");
        }
        length = Long.parseLong(value);
      }
    }
    return length;
  }

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
    if (status < HttpStatus.OK_200 || status > LAST_STATUS) {
      throw new IOException(status + " is no status of an answer");
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
