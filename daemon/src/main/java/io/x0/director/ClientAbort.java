package io.x0.director;

/** What happens at the backend when a client leaves before its answer is complete. */
public enum ClientAbort {
  /** The exchange is cancelled. */
  CLOSE,
  /** The backend never notices: its answer is read and thrown away. */
  IGNORE,
  /** The backend is told where its protocol can say it, else as {@link #CLOSE}. */
  NOTIFY
}
