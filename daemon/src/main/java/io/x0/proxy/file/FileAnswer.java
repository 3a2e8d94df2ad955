package io.x0.proxy.file;

import io.x0.cache.Conditions;
import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.Ranges;
import io.x0.cache.Ranges.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is answered to one request for a file: the status, its own header fields, and the pieces of
 * the body (RFC 9110 §13, §14). Immutable.
 *
 * @param status of the answer
 * @param fields what the file says: validators, ranges, the type if it is one of parts
 * @param pieces of the body, in their order; a HEAD has them, too, and is not sent them
 */
public record FileAnswer(int status, Fields fields, List<Piece> pieces) {
  private static final String BOUNDARY = "x0-file-7c1e52d9a4b8";

  /** A part of a body. */
  sealed interface Piece {
    long length();
  }

  /** Bytes of the file. */
  record OfFile(long first, long length) implements Piece {}

  /** What stands between parts. */
  record Text(String text) implements Piece {
    @Override
    public long length() {
      return text.length();
    }
  }

  public FileAnswer {
    pieces = List.copyOf(pieces);
  }

  /**
   * Returns what is answered.
   *
   * @param method of the request
   * @param request its fields
   * @param status what the backend answered; conditions and ranges are for 200 only
   * @param type the content type, for ranges
   */
  public static FileAnswer of(
      String method, Fields request, int status, OpenFile file, String type, long nowSeconds) {
    Fields validators = Fields.of("ETag", file.etag(), "Last-Modified", file.lastModified());
    List<Piece> whole = List.of(new OfFile(0, file.length()));
    if (status != 200 || !(method.equals("GET") || method.equals("HEAD"))) {
      return new FileAnswer(status, validators, whole);
    }
    Head head = file.head(nowSeconds);
    if (Conditions.isFailed(request, head)) {
      return new FileAnswer(412, validators, List.of());
    }
    if (Conditions.isNotModified(request, head)) {
      return new FileAnswer(304, validators, List.of());
    }
    Fields fields = validators.with("Accept-Ranges", "bytes");
    Optional<List<Span>> ranges =
        method.equals("GET") && request.has("Range") && Conditions.isRangeMeant(request, head)
            ? Ranges.of(request.joined("Range"), file.length())
            : Optional.empty();
    if (ranges.isEmpty()) {
      return new FileAnswer(200, fields, whole);
    }
    List<Span> spans = ranges.get();
    if (spans.isEmpty()) {
      return new FileAnswer(
          416, fields.with("Content-Range", "bytes */" + file.length()), List.of());
    }
    if (spans.size() == 1) {
      Span only = spans.get(0);
      return new FileAnswer(
          206,
          fields.with("Content-Range", contentRange(only, file.length())),
          List.of(new OfFile(only.first(), only.length())));
    }
    return new FileAnswer(
        206,
        fields.with("Content-Type", "multipart/byteranges; boundary=" + BOUNDARY),
        parts(spans, file.length(), type));
  }

  /** Returns the length of the body. */
  public long length() {
    return pieces.stream().mapToLong(Piece::length).sum();
  }

  private static List<Piece> parts(List<Span> spans, long length, String type) {
    List<Piece> pieces = new ArrayList<>();
    for (Span span : spans) {
      pieces.add(
          new Text(
              "\r\n--"
                  + BOUNDARY
                  + (type.isEmpty() ? "" : "\r\nContent-Type: " + ascii(type))
                  + "\r\nContent-Range: "
                  + contentRange(span, length)
                  + "\r\n\r\n"));
      pieces.add(new OfFile(span.first(), span.length()));
    }
    pieces.add(new Text("\r\n--" + BOUNDARY + "--\r\n"));
    return pieces;
  }

  /** The length of a text is to be that of its bytes. */
  private static String ascii(String text) {
    return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }

  private static String contentRange(Span span, long length) {
    return "bytes " + span.first() + "-" + span.last() + "/" + length;
  }
}
