package io.x0.proxy;

/**
 * New listening addresses that are bound, but serve nobody yet. Exactly one of its methods is
 * called, by the thread that made it.
 */
public interface ListenerChange {
  /** Serves on the new addresses, and accepts no more on those that are not wanted any longer. */
  void commit();

  /** Gives the new addresses up; nothing has changed. */
  void rollback();
}
