package io.x0.director;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An admission that notes what it is told. */
final class Recorder extends Admission {
  final List<String> events = new ArrayList<>();
  @Nullable Permit permit;

  Recorder() {
    this("");
  }

  Recorder(String bucket) {
    super(bucket);
  }

  Recorder(Affinity affinity) {
    super("", affinity);
  }

  @Override
  protected void granted(Permit granted) {
    permit = granted;
    events.add("granted " + granted.backend().name());
  }

  @Override
  protected void rejected(Rejection rejection) {
    events.add("rejected " + rejection);
  }

  void settle(Outcome outcome) {
    Permit held = permit;
    if (held == null) {
      throw new AssertionError("nothing granted");
    }
    permit = null;
    held.settle(outcome);
  }
}
