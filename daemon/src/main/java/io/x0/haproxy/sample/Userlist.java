package io.x0.haproxy.sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Users with their passwords and groups. Immutable.
 *
 * @param passwords by user, in plain text
 * @param groups by user
 * @param checkable whether all passwords are in plain text; hashes are not read
 */
public record Userlist(
    Map<String, String> passwords, Map<String, List<String>> groups, boolean checkable) {
  private static final String BASIC = "basic ";

  public Userlist {
    passwords = Map.copyOf(passwords);
    groups = Map.copyOf(groups);
  }

  /** Returns the user who proves to be one of these, or empty. */
  public Optional<String> user(RequestView request) {
    for (String field : request.headers("Authorization")) {
      if (field.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
        return check(field.substring(BASIC.length()).strip());
      }
    }
    return Optional.empty();
  }

  private Optional<String> check(String credentials) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(credentials);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String pair = new String(decoded, StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    String name = colon < 0 ? pair : pair.substring(0, colon);
    String expected = passwords.get(name);
    if (colon < 0 || expected == null) {
      return Optional.empty();
    }
    // Takes the same time whatever is wrong with the password.
    boolean equal =
        MessageDigest.isEqual(
            pair.substring(colon + 1).getBytes(StandardCharsets.UTF_8),
            expected.getBytes(StandardCharsets.UTF_8));
    return equal ? Optional.of(name) : Optional.empty();
  }
}
