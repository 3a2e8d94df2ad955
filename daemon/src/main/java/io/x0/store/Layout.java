package io.x0.store;

/** The layout of the database of this x0d; packages refuse to replace a newer one. Stateless. */
public final class Layout {
  private Layout() {}

  /** Returns the number of the newest layout this x0d knows. */
  public static int latest() {
    return Migrations.shipped().latest();
  }
}
