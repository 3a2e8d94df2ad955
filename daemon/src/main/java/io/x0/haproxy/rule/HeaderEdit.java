package io.x0.haproxy.rule;

/**
 * A change of a header field. Immutable.
 *
 * @param operation what happens
 * @param name the name of the field
 * @param value without line ends; empty for a removal
 */
public record HeaderEdit(Operation operation, String name, String value) {
  /** What happens to a field. */
  public enum Operation {
    /** Takes the place of all lines of that name. */
    SET,
    /** Becomes one more line. */
    ADD,
    /** Removes all lines of that name. */
    REMOVE
  }
}
