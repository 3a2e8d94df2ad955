package io.x0.haproxy.sample;

/** What comes out of an expression, which decides how it is compared by default. */
public enum SampleType {
  TEXT,
  NUMBER,
  TRUTH,
  ADDRESS
}
