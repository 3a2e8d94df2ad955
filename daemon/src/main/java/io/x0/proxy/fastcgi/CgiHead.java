package io.x0.proxy.fastcgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a script's answer (RFC 3875 §6) as it comes. Confined to one thread at a time.
 */
public final class CgiHead {
  /** Longest head. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_FIELDS = 200;
  private static final int FOUND = 302;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
  private final List<Field> fields = new ArrayList<>();
  private int bytes;
  private int status;
  private @Nullable String length;
  private boolean hasLocation;
  private boolean isComplete;

  /**
   * A field of the head.
   *
   * @param name a token
   * @param value visible characters, spaces and tabs
   */
  public record Field(String name, String value) {}

  /** Returns whether the empty line has come. */
  public boolean isComplete() {
    return isComplete;
  }

  /** Returns the status: what the script says, else 302 with a location and 200 without. */
  public int status() {
    return status != 0 ? status : hasLocation ? FOUND : 200;
  }

  /** Returns the length of the body, as the script says; -1 if it does not. */
  public long length() {
    return length == null ? -1 : Long.parseLong(length);
  }

  /** Returns all fields but the status. */
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  /**
   * Takes bytes up to the end of the head and leaves the rest.
   *
   * @throws FastCgiException if that is no head
   */
  public void receive(ByteBuffer from) throws FastCgiException {
    while (!isComplete && from.hasRemaining()) {
      byte next = from.get();
      bytes++;
      if (bytes > MAX_BYTES) {
        throw new FastCgiException("a head of more than " + MAX_BYTES + " bytes");
      }
      if (next == '\n') {
        endLine();
      } else {
        line.write(next);
      }
    }
  }

  private void endLine() throws FastCgiException {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    line.reset();
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.isEmpty()) {
      if (fields.isEmpty() && status == 0) {
        throw new FastCgiException("an empty head");
      }
      isComplete = true;
      return;
    }
    int colon = text.indexOf(':');
    if (colon < 1 || !isToken(text, colon)) {
      throw new FastCgiException("a line of the head without the name of a field");
    }
    String value = text.substring(colon + 1).strip();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new FastCgiException("a control character in the head");
      }
    }
    add(text.substring(0, colon), value);
  }

  private void add(String name, String value) throws FastCgiException {
    if (name.equalsIgnoreCase("Status")) {
      if (status != 0) {
        throw new FastCgiException("two statuses");
      }
      status = status(value);
      return;
    }
    if (name.equalsIgnoreCase("Content-Length")) {
      if ((length != null && !length.equals(value)) || !value.matches("[0-9]{1,18}")) {
        throw new FastCgiException("a Content-Length that is none");
      }
      if (length != null) {
        return;
      }
      length = value;
    }
    hasLocation |= name.equalsIgnoreCase("Location");
    if (fields.size() == MAX_FIELDS) {
      throw new FastCgiException("more than " + MAX_FIELDS + " fields");
    }
    fields.add(new Field(name, value));
  }

  private static int status(String value) throws FastCgiException {
    if (!value.matches("[2-5][0-9]{2}(?: .*)?")) {
      throw new FastCgiException("a Status that is none");
    }
    return Integer.parseInt(value.substring(0, 3));
  }

  private static boolean isToken(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
