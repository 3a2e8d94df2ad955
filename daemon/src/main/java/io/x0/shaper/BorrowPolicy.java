package io.x0.shaper;

/**
 * When a bucket may have more tokens than it is assured. Stateless.
 *
 * <p>Neither policy ever puts a bucket above its own ceil or that of a bucket above it.
 */
public enum BorrowPolicy {
  /**
   * Idle assured tokens of others are lent, up to the borrower's ceil. Nothing is wasted; an owner
   * that comes back while its tokens are lent gets the next ones released.
   */
  LEND {
    @Override
    boolean allows(Bucket<?> bucket) {
      return bucket.isBelowCeils();
    }
  },

  /**
   * Assured tokens are never lent, even while idle: only what is assured to nobody can be borrowed.
   * An owner never waits for its tokens; idle ones are wasted.
   */
  RESERVE {
    @Override
    boolean allows(Bucket<?> bucket) {
      Bucket<?> lender = bucket;
      while (!lender.hasUncommittedRate()) {
        Bucket<?> parent = lender.parent();
        if (parent == null || !lender.hasUncommittedCeil()) {
          return false;
        }
        lender = parent;
      }
      return bucket.isBelowCeils();
    }
  };

  /** Returns whether {@code bucket} may take one more token now. */
  abstract boolean allows(Bucket<?> bucket);
}
