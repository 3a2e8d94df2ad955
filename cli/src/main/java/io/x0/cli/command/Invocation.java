package io.x0.cli.command;

import io.x0.cli.client.AdminClient;
import io.x0.cli.output.Host;
import io.x0.cli.output.Printer;
import java.time.Duration;
import java.util.Objects;

/**
 * One run of a command.
 *
 * @param words the words that led to it, such as {@code director delete}
 * @param arguments what was typed after them
 * @param client the daemon to talk to
 * @param printer how to print
 * @param host what surrounds the run
 */
public record Invocation(
    String words, Arguments arguments, AdminClient client, Printer printer, Host host) {
  private static final Duration QUICK = Duration.ofMillis(300);
  private static final Duration NAMES = Duration.ofSeconds(1);

  public Invocation {
    Objects.requireNonNull(words, "words");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(printer, "printer");
    Objects.requireNonNull(host, "host");
  }

  /**
   * Returns a client of the same daemon that gives up soon: somebody waits for a key or a prompt.
   */
  public AdminClient quickClient() {
    return client.withTimeout(QUICK);
  }

  /** Returns a client of the same daemon for names that somebody who pressed a key waits for. */
  public AdminClient namesClient() {
    return client.withTimeout(NAMES);
  }

  /** Returns the failure of somebody who typed the command wrongly. */
  UsageException misuse(String what) {
    return new UsageException(what, words);
  }
}
