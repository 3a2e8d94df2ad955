package io.x0.cli.output;

import java.util.Map;
import java.util.Objects;

/**
 * What surrounds one run of x0ctl.
 *
 * @param environment the environment variables
 * @param out where data goes
 * @param err where everything else goes
 * @param terminal who reads it
 */
public record Host(Map<String, String> environment, Output out, Output err, Terminal terminal) {
  public Host {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
    Objects.requireNonNull(terminal, "terminal");
  }

  /** Returns an environment variable, or {@code fallback} when it is unset or empty. */
  public String variable(String name, String fallback) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? fallback : value;
  }

  /** Asks a question that wants yes or no; anything but a clear yes is no. */
  public boolean agrees(String question) {
    out.flush();
    err.print(Clean.line(question) + " [y/N] ");
    err.flush();
    String answer = terminal.readLine();
    return answer != null
        && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
  }
}
