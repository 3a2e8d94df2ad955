package io.x0.shaper;

/**
 * What is wrong with a tree of buckets, and where. Immutable.
 *
 * @param fault the kind
 * @param bucket the bucket at fault
 * @param detail what was found and what was expected
 */
public record TreeProblem(TreeFault fault, String bucket, String detail) {
  /** Returns one line for the operator. */
  public String message() {
    return fault.text() + ": " + bucket + ": " + detail;
  }
}
