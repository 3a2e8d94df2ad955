package io.x0.haproxy.sample;

import java.util.List;

/** The head of a backend's answer as rules see it. One thread. */
public interface ResponseView {
  /** Returns the status. */
  int status();

  /** Returns the lines of a header field in order, not split at commas; case does not matter. */
  List<String> headers(String name);
}
