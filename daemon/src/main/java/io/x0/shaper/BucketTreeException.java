package io.x0.shaper;

/** A tree of buckets, or a change to one, is not acceptable. The message is one line. */
public final class BucketTreeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient TreeProblem problem;

  BucketTreeException(TreeProblem problem) {
    super(problem.message());
    this.problem = problem;
  }

  /** Returns what is wrong. */
  public TreeProblem problem() {
    return problem;
  }
}
