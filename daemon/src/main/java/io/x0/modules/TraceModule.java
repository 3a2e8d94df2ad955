package io.x0.modules;

import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.Exchange;
import io.x0.proxy.TraceContext;
import java.util.concurrent.ThreadLocalRandom;

/** What helps to find where the time of a request went. Stateless. */
final class TraceModule {
  private static final long MILLION = 1_000_000;

  private TraceModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .main(
            Builtin.<RequestContext>named(
                    "trace",
                    "takes part in the distributed trace of the request (W3C traceparent); begins"
                        + " one if there is none, of which the share 'sampled' is to be recorded")
                .param("enabled", Type.BOOL)
                .param("sampled", Type.SHARE, MILLION)
                .action(TraceModule::trace))
        .main(
            Builtin.<RequestContext>named(
                    "server.timing",
                    "tells the client where the time went, in the field Server-Timing of answers")
                .param("enabled", Type.BOOL)
                .action(
                    call -> {
                      BoolExpr<RequestContext> enabled = call.bool("enabled");
                      return context -> context.exchange().serverTiming(enabled.eval(context));
                    }));
  }

  private static Action<RequestContext> trace(Arguments<RequestContext> call) {
    BoolExpr<RequestContext> enabled = call.bool("enabled");
    LongExpr<RequestContext> sampled = call.millionths("sampled");
    return context -> {
      Exchange exchange = context.exchange();
      if (enabled.eval(context)) {
        boolean isSampled = ThreadLocalRandom.current().nextLong(MILLION) < sampled.eval(context);
        exchange.trace(TraceContext.next(exchange.request().getHeaders(), isSampled));
      } else {
        exchange.trace(null);
      }
    };
  }
}
