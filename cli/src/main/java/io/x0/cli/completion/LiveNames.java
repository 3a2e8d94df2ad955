package io.x0.cli.completion;

import java.util.List;
import java.util.Map;

/** The names that the daemon knows now. What it does not tell, or not in time, is empty. */
public interface LiveNames {
  /** Returns the names of the directors. */
  List<String> directors();

  /** Returns the names of the backends of a director. */
  List<String> backends(String director);

  /** Returns the names of the buckets of a director, the root included. */
  List<String> buckets(String director);

  /**
   * Returns what can be set.
   *
   * @param kind director, backend, bucket or cache
   * @return the choices by the name of the setting; none when any value of its type will do
   */
  Map<String, List<String>> settings(String kind);

  /** Forgets what may have changed since it was asked. */
  void forget();
}
