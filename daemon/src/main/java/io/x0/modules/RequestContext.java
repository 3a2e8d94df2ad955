package io.x0.modules;

import io.x0.flow.closure.FlowContext;
import io.x0.proxy.Exchange;

/** One request, as the main handler sees it. One thread. */
public final class RequestContext extends FlowContext {
  private final Exchange exchange;

  public RequestContext(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Returns the request and its answer. */
  public Exchange exchange() {
    return exchange;
  }
}
