package io.x0.haproxy.sample;

import java.util.Optional;

/** What expressions refer to when they are read. One thread. */
public interface Lookup {
  /** Returns the text of a file of patterns or of a map, or empty if it cannot be read. */
  Optional<String> file(String path);

  /** Returns a list of users, or empty. */
  Optional<Userlist> users(String name);

  /** Returns whether something sets a variable in a way that x0 cannot follow. */
  boolean isLost(String variable);
}
