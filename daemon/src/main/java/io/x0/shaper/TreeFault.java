package io.x0.shaper;

/** Why a tree of buckets, or a change to one, is refused. */
public enum TreeFault {
  /** A rate is negative, above its bucket's ceil, or more than its siblings leave. */
  RATE_LIMIT_OVERFLOW("rate limit overflow"),
  /** A ceil is below its bucket's rate or above its parent's ceil. */
  CEIL_LIMIT_OVERFLOW("ceil limit overflow"),
  /** Two buckets have one name, or one has the name of the root. */
  NAME_CONFLICT("name conflict"),
  /** The bucket to change does not exist, or is the root, which is fixed. */
  INVALID_CHILD_NODE("invalid child node");

  private final String text;

  TreeFault(String text) {
    this.text = text;
  }

  /** Returns the words for the operator. */
  public String text() {
    return text;
  }
}
