package io.x0.stats;

/**
 * How a request ended: who ended it, and in which phase, in the two letters that HAProxy uses for
 * it. The first is who: C client, S backend, P the proxy on purpose, R the proxy for want of room,
 * I a failure within it, L answered by it, K who ended x0, - nobody; in lower case because of a
 * timeout. The second is when: R request, Q queue, C connection, H until the head of the answer, D
 * body of the answer.
 */
public enum Ending {
  /** As it should. */
  DONE("--"),
  /** Answered by x0 itself: a rule, a cache, the admin side. */
  LOCAL("LR"),
  /** Refused by x0: a rule, a limit, or a request that is not valid. */
  REFUSED("PR"),
  /** The configuration failed at it. */
  FAILED("IR"),
  /** Refused because too many others are being worked on. */
  CROWDED("RR"),
  /** The client sent its request too slowly. */
  CLIENT_SLOW_REQUEST("cR"),
  /** The client left while the request waited. */
  CLIENT_LEFT_QUEUE("CQ"),
  /** The client left before the answer began. */
  CLIENT_LEFT_WAITING("CH"),
  /** The client left within the answer. */
  CLIENT_LEFT_BODY("CD"),
  /** The client took the answer too slowly. */
  CLIENT_SLOW_BODY("cD"),
  /** The body that the client sent is not valid. */
  INVALID_BODY("PD"),
  /** The queue was full. */
  QUEUE_FULL("PQ"),
  /** It waited too long. */
  QUEUE_TIMEOUT("sQ"),
  /** x0 had to end before the answer began. */
  GIVEN_UP("KH"),
  /** The director is disabled or deleted. */
  CLOSED("PC"),
  /** No backend could be reached, or none is usable. */
  UNREACHABLE("SC"),
  /** A backend could not be reached in time. */
  CONNECT_TIMEOUT("sC"),
  /** The backend broke off before its answer began. */
  BROKEN("SH"),
  /** The backend did not begin its answer in time, or did not take the request. */
  SILENT("sH"),
  /** What the backend answered is not valid. */
  INVALID("PH"),
  /** The backend broke off within its answer. */
  BROKEN_BODY("SD"),
  /** The backend fell silent within its answer. */
  SILENT_BODY("sD");

  private final String letters;

  Ending(String letters) {
    this.letters = letters;
  }

  /** Returns the two letters. */
  public String letters() {
    return letters;
  }
}
