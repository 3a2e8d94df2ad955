package io.x0.admin.socket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.channels.SelectableChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts who is connected to the admin socket, and says who is one too many. Thread-safe.
 *
 * <p>The last places are kept for root and the user of x0d, so that whoever else fills the others
 * does not lock them out. Those who get no place are held only until they are told so.
 */
public final class Connections {
  /** Most that are served at a time. */
  public static final int PLACES = 64;

  /** Of these so many are kept for the owner. */
  static final int KEPT_FOR_OWNER = 8;

  /** Most that are told at a time that they get no place; more are cut off. */
  static final int TURNED_AWAY = 16;

  private final Map<SelectableChannel, Entry> entries = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private int placed;

  @GuardedBy("lock")
  private int turnedAway;

  /**
   * A connection.
   *
   * @param peer who it is
   * @param isPlaced whether it is served; otherwise it is to be told that it is not
   */
  public record Entry(Peer peer, boolean isPlaced) {}

  /**
   * Takes a connection in.
   *
   * @return false if it is to be closed at once
   */
  boolean enter(SelectableChannel channel, Peer peer) {
    lock.lock();
    try {
      boolean isPlaced =
          switch (peer.standing()) {
            case OWNER -> placed < PLACES;
            case MEMBER -> placed < PLACES - KEPT_FOR_OWNER;
            case STRANGER -> false;
          };
      if (isPlaced) {
        placed++;
      } else if (turnedAway < TURNED_AWAY) {
        turnedAway++;
      } else {
        return false;
      }
      entries.put(channel, new Entry(peer, isPlaced));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets a connection go; only the first call for it does something. */
  void leave(SelectableChannel channel) {
    lock.lock();
    try {
      Entry entry = entries.remove(channel);
      if (entry == null) {
        return;
      }
      if (entry.isPlaced()) {
        placed--;
      } else {
        turnedAway--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns what is known of the connection with this channel, or null when it has gone. */
  public @Nullable Entry of(Object channel) {
    return entries.get(channel);
  }
}
