package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words with something in common. What is behind a word is made when it is asked for: a run of
 * x0ctl needs one command, not all of them.
 */
public non-sealed interface Group extends Node {

  /** Returns the words, in the order of the help. */
  List<String> words();

  /** Returns what {@code word} leads to, or null when it is not one of the words. */
  @Nullable Node find(String word);
}
