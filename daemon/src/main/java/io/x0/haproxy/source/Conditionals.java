package io.x0.haproxy.source;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Blocks of lines that are read on a condition: {@code .if}, {@code .elif}, {@code .else}, {@code
 * .endif}; and the words of {@code .notice} and its like. One thread.
 */
final class Conditionals {
  private static final int MAX_DEPTH = 64;

  /** What happens to the lines of the innermost block. */
  private enum Block {
    TAKEN,
    /** Not yet: a later branch may be. */
    PENDING,
    /** A branch before was taken, or the block is within lines that are skipped. */
    OVER
  }

  private final Predicate predicate;
  private final Diagnostics diagnostics;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private int tooDeep;

  Conditionals(Variables variables, Diagnostics diagnostics) {
    this.predicate = new Predicate(variables);
    this.diagnostics = diagnostics;
  }

  /** Returns whether lines are skipped at the moment. */
  boolean skips() {
    return tooDeep > 0 || (!blocks.isEmpty() && blocks.peek() != Block.TAKEN);
  }

  /** Returns whether a line is one of these; then it has been dealt with. */
  boolean takes(Line line) {
    switch (line.text(0)) {
      case ".if" -> open(line);
      case ".elif" -> turn(line, true);
      case ".else" -> turn(line, false);
      case ".endif" -> close(line);
      case ".notice", ".warning", ".diag" -> {
        if (!skips()) {
          diagnostics.warning(line.at(), line.text(0), line.rest(1));
        }
      }
      case ".alert" -> {
        if (!skips()) {
          diagnostics.error(line.at(), line.text(0), line.rest(1));
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void open(Line line) {
    if (blocks.size() >= MAX_DEPTH) {
      if (tooDeep++ == 0) {
        diagnostics.error(line.at(), ".if", "blocks are nested too deeply; this one is skipped");
      }
    } else if (skips()) {
      blocks.push(Block.OVER);
    } else {
      blocks.push(holds(line) ? Block.TAKEN : Block.PENDING);
    }
  }

  private void turn(Line line, boolean conditional) {
    if (tooDeep > 0) {
      return;
    }
    if (blocks.isEmpty()) {
      diagnostics.error(line.at(), line.text(0), "there is no .if before it");
      return;
    }
    Block before = blocks.pop();
    boolean taken = before == Block.PENDING && (!conditional || holds(line));
    blocks.push(taken ? Block.TAKEN : before == Block.PENDING ? Block.PENDING : Block.OVER);
  }

  private void close(Line line) {
    if (tooDeep > 0) {
      tooDeep--;
    } else if (blocks.isEmpty()) {
      diagnostics.error(line.at(), ".endif", "there is no .if before it");
    } else {
      blocks.pop();
    }
  }

  private boolean holds(Line line) {
    Predicate.Result result = predicate.evaluate(line.rest(1));
    if (!result.problem().isEmpty()) {
      diagnostics.warning(line.at(), line.text(0), result.problem() + "; it counts as false");
    }
    return result.holds();
  }

  /** Reports blocks that are still open at the end of a file. */
  void end(Location at) {
    if (!blocks.isEmpty()) {
      diagnostics.error(at, ".if", "there is no .endif");
    }
  }
}
