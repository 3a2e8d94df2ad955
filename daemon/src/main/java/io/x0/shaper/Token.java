package io.x0.shaper;

/**
 * The right to have one request in flight, held in one bucket and every bucket above it. It is
 * given back once with {@link TokenShaper#release}, also after its bucket was removed. Confined to
 * the caller's lock.
 */
public final class Token {
  private final Bucket<?> home;
  private boolean released;

  Token(Bucket<?> home) {
    this.home = home;
  }

  /** Returns the bucket that holds it: the one it was asked of, or what took that one's place. */
  public Bucket<?> bucket() {
    return home.live();
  }

  /** Returns whether it was given back. */
  public boolean isReleased() {
    return released;
  }

  void markReleased() {
    released = true;
  }
}
