package io.x0.director;

/** What an operator wants of a backend. */
public enum AdminState {
  /** It takes requests. */
  ENABLED("enable"),
  /** It takes nothing new, and says when it has finished what it has. */
  DRAIN("drain"),
  /** It takes nothing new. */
  DISABLED("disable");

  private final String verb;

  AdminState(String verb) {
    this.verb = verb;
  }

  /** Returns the command that leads to it. */
  String verb() {
    return verb;
  }
}
