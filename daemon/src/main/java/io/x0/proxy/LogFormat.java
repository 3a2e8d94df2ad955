package io.x0.proxy;

import io.x0.common.InvalidValueException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * How a line of an access log is made. Immutable.
 *
 * <p>Whatever a client sends, one request is one line: text formats are printable ASCII, JSON is
 * escaped as JSON.
 */
public final class LogFormat {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
  private static final long MILLI = 1_000_000L;

  /** What a letter after the percent sign stands for. */
  private static final Map<Character, Part> LETTERS =
      Map.ofEntries(
          Map.entry('%', (r, out) -> out.append('%')),
          Map.entry('c', (r, out) -> out.append(r.status())),
          Map.entry('h', text(AccessRecord::client)),
          Map.entry('I', (r, out) -> out.append(r.bytesIn())),
          Map.entry('l', (r, out) -> out.append('-')),
          Map.entry('m', text(AccessRecord::method)),
          Map.entry('O', (r, out) -> out.append(r.bytesOut())),
          Map.entry('o', (r, out) -> out.append(r.bytesWritten())),
          Map.entry('p', text(AccessRecord::path)),
          Map.entry('q', (r, out) -> escape(r.query() == null ? "" : "?" + r.query(), out)),
          Map.entry('r', text(AccessRecord::requestLine)),
          Map.entry('T', (r, out) -> seconds(r.nanos(), out)),
          Map.entry('t', LogFormat::time),
          Map.entry('U', text(AccessRecord::path)),
          Map.entry('u', text(AccessRecord::user)),
          Map.entry('v', text(r -> r.field(HttpHeader.HOST))));

  /** What x0 adds, as {@code %X{name}}. */
  private static final Map<String, Part> OWN =
      Map.ofEntries(
          Map.entry("director", text(r -> r.service().director())),
          Map.entry("backend", text(r -> r.service().backend())),
          Map.entry("bucket", text(r -> r.service().bucket())),
          Map.entry("retries", (r, out) -> out.append(r.service().retries())),
          Map.entry("termination", text(r -> r.ending().letters())),
          Map.entry("trace", text(AccessRecord::traceId)),
          Map.entry("wait", (r, out) -> seconds(r.service().waitNanos(), out)),
          Map.entry("origin", (r, out) -> seconds(r.service().originNanos(), out)),
          Map.entry("total", (r, out) -> seconds(r.nanos(), out)));

  /** The format of Apache and nginx that every tool reads. */
  public static final LogFormat COMBINED =
      parse("combined", "%h %l %u %t \"%r\" %c %o \"%>{Referer}\" \"%>{User-Agent}\"");

  /** The same and who served it, where the time went, and which trace it belongs to. */
  public static final LogFormat COMBINED_PLUS =
      parse(
          "combined+",
          "%h %l %u %t \"%r\" %c %o \"%>{Referer}\" \"%>{User-Agent}\" %X{director}/%X{backend}"
              + " bucket=%X{bucket} wait=%X{wait} origin=%X{origin} total=%X{total}"
              + " retries=%X{retries} term=%X{termination} cache=\"%<{Cache-Status}\""
              + " trace=%X{trace}");

  /** The short format of the predecessor. */
  public static final LogFormat MAIN =
      parse("main", "%h %t \"%r\" %c %o \"%>{User-Agent}\" \"%>{Referer}\"");

  /** One object a line. */
  public static final LogFormat JSON = new LogFormat(List.of(new JsonLine()::append));

  private final List<Part> parts;

  /** Appends a piece of the line. */
  interface Part {
    void append(AccessRecord entry, StringBuilder out);
  }

  private interface Text {
    @Nullable String of(AccessRecord entry);
  }

  private LogFormat(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Returns the format that a text describes.
   *
   * @param id its name, for messages
   * @throws InvalidValueException if there is no such field
   */
  public static LogFormat parse(String id, String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '%') {
        plain.append(c);
        continue;
      }
      flush(plain, parts);
      if (i == text.length()) {
        throw unknown(id, "%");
      }
      char letter = text.charAt(i++);
      if ("><CX".indexOf(letter) >= 0) {
        int close = text.indexOf('}', i);
        if (i == text.length() || text.charAt(i) != '{' || close < i + 2) {
          throw unknown(id, "%" + letter);
        }
        parts.add(named(id, letter, text.substring(i + 1, close)));
        i = close + 1;
      } else {
        Part part = LETTERS.get(letter);
        if (part == null) {
          throw unknown(id, "%" + letter);
        }
        parts.add(part);
      }
    }
    flush(plain, parts);
    return new LogFormat(parts);
  }

  private static Part named(String id, char letter, String name) {
    if (letter == 'X') {
      Part own = OWN.get(name);
      if (own == null) {
        throw unknown(id, "%X{" + name + "}");
      }
      return own;
    }
    return switch (letter) {
      case '>' -> text(r -> r.fields().get(name));
      case '<' -> text(r -> r.answerFields().get(name));
      default -> text(r -> r.cookie(name));
    };
  }

  /** Plain text becomes part of every line as it is, but never a second line. */
  private static void flush(StringBuilder plain, List<Part> parts) {
    if (!plain.isEmpty()) {
      String text = plain.toString().replaceAll("[\\r\\n]+", " ");
      parts.add((r, out) -> out.append(text));
      plain.setLength(0);
    }
  }

  private static InvalidValueException unknown(String id, String field) {
    return new InvalidValueException(
        "accesslog.format " + id,
        field,
        "one of %% %c %h %I %l %m %O %o %p %q %r %T %t %U %u %v, %>{request field},"
            + " %<{answer field}, %C{cookie}, %X{director, backend, bucket, wait, origin, total,"
            + " retries, termination or trace}");
  }

  /** Appends the line about an exchange, without a line end. */
  void append(AccessRecord entry, StringBuilder out) {
    for (Part part : parts) {
      part.append(entry, out);
    }
  }

  /** Returns the line about an exchange, without a line end. */
  String line(AccessRecord entry) {
    StringBuilder out = new StringBuilder(200);
    append(entry, out);
    return out.toString();
  }

  private static Part text(Text text) {
    return (r, out) -> {
      String value = text.of(r);
      escape(value == null || value.isEmpty() ? "-" : value, out);
    };
  }

  private static void time(AccessRecord entry, StringBuilder out) {
    out.append('[');
    TIME.withZone(ZoneId.systemDefault()).formatTo(entry.at(), out);
    out.append(']');
  }

  static void seconds(long nanos, StringBuilder out) {
    long millis = Math.max(0, nanos) / MILLI;
    out.append(millis / 1000).append('.');
    long rest = millis % 1000;
    out.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
  }

  /**
   * Keeps one request one line of printable ASCII, whatever a client sends. Jetty reads fields as
   * ISO 8859-1, so a character up to U+00FF is the byte that came.
   */
  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xff) {
        out.append("\\u").append(HEX.toHexDigits(c));
      } else if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        out.append("\\x").append(HEX.toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
  }
}
