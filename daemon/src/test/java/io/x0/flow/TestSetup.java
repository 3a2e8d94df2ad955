package io.x0.flow;

import io.x0.flow.closure.FlowContext;
import java.util.ArrayList;
import java.util.List;

/** A context of setup that notes what was done to it. */
final class TestSetup extends FlowContext {
  final List<String> log = new ArrayList<>();
}
