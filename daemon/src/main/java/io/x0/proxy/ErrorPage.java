package io.x0.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;

/** What is shown in the place of an error. Immutable. */
public sealed interface ErrorPage {
  /** A page is in memory as long as its configuration is in force. */
  long MOST_BYTES = 1 << 20;

  /** Returns the answer to an error of that status. */
  LocalAnswer answer(int status);

  /**
   * The content of a file, with the status of the error.
   *
   * @param type its content type
   * @param text its content, byte by byte in ISO 8859-1
   */
  record Content(String type, String text) implements ErrorPage {
    @Override
    public LocalAnswer answer(int status) {
      HttpFields.Mutable fields = HttpFields.build();
      fields.put(HttpHeader.CONTENT_TYPE, type);
      String filled =
          text.replace("{{status}}", Integer.toString(status))
              .replace("{{reason}}", HttpStatus.getMessage(status));
      return new LocalAnswer(status, fields, StandardCharsets.ISO_8859_1.encode(filled));
    }
  }

  /**
   * An answer of its own, whatever the error is.
   *
   * @param answered its status, 200 to 599
   * @param fields its header fields, all but those that frame the body
   * @param text its content, in UTF-8
   */
  record Whole(int answered, HttpFields fields, String text) implements ErrorPage {
    @Override
    public LocalAnswer answer(int status) {
      return LocalAnswer.of(answered, fields, text);
    }
  }

  /**
   * A redirection to another place.
   *
   * @param location an absolute URL
   */
  record Elsewhere(String location) implements ErrorPage {
    @Override
    public LocalAnswer answer(int status) {
      HttpFields.Mutable fields = HttpFields.build();
      fields.put(HttpHeader.LOCATION, location);
      return LocalAnswer.of(HttpStatus.FOUND_302, fields, "");
    }
  }

  /**
   * Returns the page that a text means: an absolute URL or the name of a file, which is read.
   *
   * @throws IOException if it cannot be read, or is too large
   */
  static ErrorPage of(String text) throws IOException {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      return new Elsewhere(FieldText.value("error.page", text));
    }
    Path file = Path.of(text);
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException("it is larger than 1 MiB");
    }
    String known = MimeTypes.DEFAULTS.getMimeByExtension(text);
    String type = known == null ? "text/html" : known;
    boolean isText = type.startsWith("text/") && !type.contains("charset");
    return new Content(
        isText ? type + ";charset=utf-8" : type,
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }
}
