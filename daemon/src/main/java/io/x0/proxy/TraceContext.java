package io.x0.proxy;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in a distributed trace (W3C Trace Context, level 1). Immutable.
 *
 * @param traceId of the whole trace, 32 lower-case hex digits
 * @param parentId of the step this proxy is, 16 lower-case hex digits
 * @param isSampled whether the caller records the trace
 * @param isContinued whether the client began the trace, or another before it
 */
public record TraceContext(
    String traceId, String parentId, boolean isSampled, boolean isContinued) {
  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  /** Of version 00: two, 32, 16 and two digits and the dashes between them (§3.2). */
  private static final int LENGTH = 55;

  private static final HexFormat HEX = HexFormat.of();

  /**
   * Returns the next step of the trace that a request belongs to, or the first of a new one if it
   * belongs to none or what it says is malformed.
   *
   * @param isNewSampled whether a new trace is one to record
   */
  public static TraceContext next(HttpFields received, boolean isNewSampled) {
    TraceContext caller = of(received);
    return caller == null
        ? new TraceContext(id() + id(), id(), isNewSampled, false)
        : new TraceContext(caller.traceId, id(), caller.isSampled, true);
  }

  /** Returns what a request says, or null when it says nothing or it is malformed (§3.2.2). */
  static @Nullable TraceContext of(HttpFields received) {
    List<String> values = received.getValuesList(PARENT);
    if (values.size() != 1) {
      return null;
    }
    String value = values.get(0);
    boolean isWhole =
        value.length() >= LENGTH
            && isHex(value, 0, 2)
            && value.charAt(2) == '-'
            && isHex(value, 3, 35)
            && value.charAt(35) == '-'
            && isHex(value, 36, 52)
            && value.charAt(52) == '-'
            && isHex(value, 53, LENGTH);
    if (!isWhole || !isLengthOfVersion(value)) {
      return null;
    }
    String traceId = value.substring(3, 35);
    String parentId = value.substring(36, 52);
    if (isZero(traceId) || isZero(parentId)) {
      return null;
    }
    boolean isSampled = (HexFormat.fromHexDigits(value, 53, LENGTH) & 1) != 0;
    return new TraceContext(traceId, parentId, isSampled, true);
  }

  /** Later versions may say more, behind another dash; ff is none (§3.2.2.1, §4.3). */
  private static boolean isLengthOfVersion(String value) {
    String version = value.substring(0, 2);
    return switch (version) {
      case "ff" -> false;
      case "00" -> value.length() == LENGTH;
      default -> value.length() == LENGTH || value.charAt(LENGTH) == '-';
    };
  }

  private static boolean isHex(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(c -> c == '0');
  }

  /** Returns 16 digits that are not all zero; they need not be secret (§2.2). */
  private static String id() {
    long value;
    do {
      value = ThreadLocalRandom.current().nextLong();
    } while (value == 0);
    return HEX.toHexDigits(value);
  }

  /** Returns the fields of a request to a backend as a step of a trace, if it is one. */
  static HttpFields mark(@Nullable TraceContext step, HttpFields toServer) {
    return step == null ? toServer : step.apply(toServer);
  }

  /** Returns the fields of the request to a backend with this step in place of the caller's. */
  HttpFields apply(HttpFields toServer) {
    HttpFields.Mutable out = HttpFields.build(toServer);
    out.put(PARENT, "00-" + traceId + "-" + parentId + (isSampled ? "-01" : "-00"));
    if (!isContinued) {
      // What others noted is about a trace that could not be read (§3.3).
      out.remove(STATE);
    }
    return out;
  }
}
