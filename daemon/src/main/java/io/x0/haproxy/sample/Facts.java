package io.x0.haproxy.sample;

import java.util.Optional;

/** All that rules may ask about while they run for one request. One thread. */
public interface Facts {
  /** Returns the request, as the rules before have left it. */
  RequestView request();

  /** Returns the answer, or empty while there is none. */
  Optional<ResponseView> response();

  /** Returns what the rules before have put into a variable, or empty. */
  Optional<Value> variable(String name);

  /** Returns how many servers of a backend could take a request now. */
  int usableServers(String backend);
}
