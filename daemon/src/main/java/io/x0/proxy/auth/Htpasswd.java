package io.x0.proxy.auth;

import io.x0.common.FileFailure;
import io.x0.common.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The users of a file that {@code htpasswd} wrote. Immutable.
 *
 * @param users their hashes by name
 * @param warnings which lines are of no use, and why
 */
record Htpasswd(Map<String, PasswordHash> users, List<String> warnings) {
  /** One check at this cost takes about a second. */
  private static final int MAX_COST = 14;

  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** Of a password that nobody knows; it makes unknown users wait where a file has no users. */
  private static final PasswordHash NOBODY =
      new PasswordHash.Bcrypt("$2y$10$abcdefghijklmnopqrstuuAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

  Htpasswd {
    users = Map.copyOf(users);
    warnings = List.copyOf(warnings);
  }

  /**
   * Returns the users of a file.
   *
   * @throws InvalidValueException if it cannot be read, or checking a password takes too long
   */
  static Htpasswd read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidValueException("auth.userfile", file.toString(), "at most 16 MiB");
      }
      return parse(file.toString(), Files.readAllLines(file));
    } catch (IOException e) {
      throw new InvalidValueException(
          "auth.userfile", file.toString(), "a file that can be read: " + FileFailure.reason(e));
    }
  }

  static Htpasswd parse(String file, List<String> lines) {
    Map<String, PasswordHash> users = new HashMap<>();
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String at = file + ":" + (i + 1) + ": ";
      int colon = line.indexOf(':');
      if (colon <= 0) {
        warnings.add(at + "not USER:HASH, nobody can log in with it");
        continue;
      }
      String user = line.substring(0, colon);
      // Some tools write more fields behind the hash.
      PasswordHash hash = PasswordHash.parse(line.substring(colon + 1).split(":", 2)[0]);
      if (hash == null) {
        warnings.add(at + "neither bcrypt nor apr1, user " + user + " cannot log in");
      } else if (hash instanceof PasswordHash.Bcrypt bcrypt && !isBearable(bcrypt.cost())) {
        throw new InvalidValueException(
            at + "cost", Integer.toString(bcrypt.cost()), "a bcrypt cost from 4 to " + MAX_COST);
      } else if (users.putIfAbsent(user, hash) != null) {
        warnings.add(at + "user " + user + " stands there twice, the first line counts");
      }
    }
    return new Htpasswd(users, warnings);
  }

  private static boolean isBearable(int cost) {
    return cost >= 4 && cost <= MAX_COST;
  }

  /** Returns what stands for a user who does not exist: it takes as long as the slowest one. */
  PasswordHash stranger() {
    return users.values().stream().max(Comparator.comparing(PasswordHash::effort)).orElse(NOBODY);
  }
}
