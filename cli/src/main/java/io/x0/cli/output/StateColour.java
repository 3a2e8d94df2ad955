package io.x0.cli.output;

/** Colours the words for states: green works, yellow works less, red does not. Stateless. */
public final class StateColour {
  private static final String RESET = "\u001b[0m";

  private StateColour() {}

  /** Returns {@code shown} in the colour of the state {@code word}. */
  public static String paint(String word, String shown) {
    String colour =
        switch (word) {
          case "up", "online", "running" -> "\u001b[32m";
          case "degraded",
              "empty",
              "draining",
              "drained",
              "disabled",
              "held",
              "unknown",
              "stopping",
              "starting" ->
              "\u001b[33m";
          case "down", "offline", "failed" -> "\u001b[31m";
          default -> "";
        };
    return colour.isEmpty() ? shown : colour + shown + RESET;
  }
}
