package io.x0.flow;

import io.x0.flow.closure.FlowContext;
import io.x0.flow.value.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A context of main that holds a request and notes what was done to it. */
final class TestRequest extends FlowContext {
  String path = "/";
  String method = "GET";
  IpAddress remote = IpAddress.parse("127.0.0.1").orElseThrow();
  long port = 80;
  final Map<String, String> headers = new HashMap<>();
  final List<String> log = new ArrayList<>();

  TestRequest path(String value) {
    path = value;
    return this;
  }
}
