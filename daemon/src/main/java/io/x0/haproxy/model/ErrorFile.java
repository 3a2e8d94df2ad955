package io.x0.haproxy.model;

import io.x0.haproxy.sample.NotEvaluableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole answer that a file holds, to be given in the place of an error. Immutable.
 *
 * @param status the one in its first line
 * @param fields its header fields, without those that frame it
 * @param body what follows
 */
public record ErrorFile(int status, List<Field> fields, String body) {
  private static final Pattern FIRST_LINE =
      Pattern.compile("HTTP/[0-9.]{1,3} +([2-5][0-9]{2})\\b.*");
  private static final Pattern FIELD =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*?)[ \\t]*");
  private static final int MOST_FIELDS = 100;

  private static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** A header field. Immutable. */
  public record Field(String name, String value) {}

  public ErrorFile {
    fields = List.copyOf(fields);
  }

  /**
   * Returns what the text of a file means.
   *
   * @throws NotEvaluableException if it is no answer of HTTP
   */
  static ErrorFile parse(String text) throws NotEvaluableException {
    int at = 0;
    Matcher first = null;
    List<Field> fields = new ArrayList<>();
    while (true) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        throw new NotEvaluableException("no empty line ends its head");
      }
      String line = text.substring(at, end > at && text.charAt(end - 1) == '\r' ? end - 1 : end);
      at = end + 1;
      if (first == null) {
        first = FIRST_LINE.matcher(line);
        if (!first.matches()) {
          throw new NotEvaluableException("it does not begin as an answer of HTTP does");
        }
      } else if (line.isEmpty()) {
        return new ErrorFile(Integer.parseInt(first.group(1)), fields, text.substring(at));
      } else {
        field(line, fields);
      }
    }
  }

  private static void field(String line, List<Field> fields) throws NotEvaluableException {
    Matcher field = FIELD.matcher(line);
    if (!field.matches() || fields.size() == MOST_FIELDS) {
      throw new NotEvaluableException("its head has a line that is no header field");
    }
    if (!FRAMING.contains(field.group(1).toLowerCase(Locale.ROOT))) {
      fields.add(new Field(field.group(1), field.group(2)));
    }
  }
}
