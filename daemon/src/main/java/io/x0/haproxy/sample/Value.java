package io.x0.haproxy.sample;

import io.x0.flow.value.IpAddress;

/** What a request has to say to one question. Immutable. */
public sealed interface Value {
  /** Returns it as text, as HAProxy converts it. */
  String text();

  /** Returns whether it counts as true. */
  boolean isTrue();

  /** A text. */
  record Text(String text) implements Value {
    @Override
    public boolean isTrue() {
      return leadingNumber(text) != 0 || text.equals("true");
    }
  }

  /** A whole number. */
  record Whole(long number) implements Value {
    @Override
    public String text() {
      return Long.toString(number);
    }

    @Override
    public boolean isTrue() {
      return number != 0;
    }
  }

  /** A truth. */
  record Truth(boolean holds) implements Value {
    @Override
    public String text() {
      return holds ? "1" : "0";
    }

    @Override
    public boolean isTrue() {
      return holds;
    }
  }

  /** An address of a machine. */
  record Address(IpAddress address) implements Value {
    @Override
    public String text() {
      return address.toString();
    }

    @Override
    public boolean isTrue() {
      return true;
    }
  }

  /** Returns the number that a text begins with, at most 18 digits; 0 if it begins with none. */
  static long leadingNumber(String text) {
    boolean negative = text.startsWith("-");
    long number = 0;
    int end = Math.min(text.length(), 18);
    for (int i = negative ? 1 : 0; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        break;
      }
      number = 10 * number + (c - '0');
    }
    return negative ? -number : number;
  }
}
