package io.x0.proxy.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A name and a password, as a client sent them (RFC 7617). Immutable; never shown.
 *
 * @param user the name
 * @param password the password
 */
public record Credentials(String user, String password) {
  private static final String SCHEME = "Basic ";
  private static final int MAX_LENGTH = 1024;

  /** Returns those of an {@code Authorization} field, or null if it holds none. */
  public static @Nullable Credentials of(@Nullable String field) {
    if (field == null
        || field.length() > MAX_LENGTH
        || !field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String text;
    try {
      byte[] bytes = Base64.getDecoder().decode(field.substring(SCHEME.length()).strip());
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
    int colon = text.indexOf(':');
    if (colon <= 0 || text.chars().anyMatch(Character::isISOControl)) {
      return null;
    }
    return new Credentials(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Says nothing, so that no log ever tells a password. */
  @Override
  public String toString() {
    return "credentials";
  }
}
