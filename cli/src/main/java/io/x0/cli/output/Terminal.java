package io.x0.cli.output;

import org.jspecify.annotations.Nullable;

/** The person in front of x0ctl, if there is one. */
public interface Terminal {

  /** Returns whether somebody reads the output and can answer. */
  boolean isInteractive();

  /** Returns the width in columns; meaningful only when it is interactive. */
  int width();

  /** Returns the height in lines; meaningful only when it is interactive. */
  int height();

  /** Returns the answer to a question that was already shown, or null at the end of input. */
  @Nullable String readLine();
}
