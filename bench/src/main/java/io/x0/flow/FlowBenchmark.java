package io.x0.flow;

import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.compiler.Entry;
import io.x0.flow.source.FileSourceReader;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ten rules of a main handler, of which the first, the last or none applies. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class FlowBenchmark {
  private static final String PROGRAM =
      """
      setup {}
      main {
        if req.path == '/health' { return 201 }
        if req.path =^ '/static/' { return 202 }
        if req.path =$ '.php' { return 203 }
        if req.host == 'admin.test' { return 204 }
        if req.method == 'DELETE' { return 205 }
        if req.remoteip in 10.0.0.0/8 { return 206 }
        if req.path =~ /^\\/user\\/[0-9]+$/ { return 207 }
        if req.host =$ '.shop.test' and req.method == 'POST' { return 208 }
        if req.port == 8443 or req.path =^ '/api/v1/' { return 209 }
        if req.path =^ '/last' { return 210 }
        return 404
      }
      """;

  /** What is asked for. */
  @Param({"/health", "/last/one", "/nothing/of/that"})
  public String path;

  private Entry<Asked> main;
  private Asked asked;

  /** A request without a proxy around it. */
  public static final class Asked extends FlowContext {
    private final String path;
    private final String host = "www.shop.test";
    private final String method = "GET";
    private final IpAddress remote = IpAddress.parse("192.168.1.7").orElseThrow();
    private long status;

    Asked(String path) {
      this.path = path;
    }
  }

  /** Compiles the program. */
  @Setup
  public void setUp() {
    Builtins.Builder<FlowContext, Asked> builtins = Builtins.builder();
    builtins
        .main(Builtin.<Asked>named("req.path", "the path").string(call -> r -> r.path))
        .main(Builtin.<Asked>named("req.host", "the host").string(call -> r -> r.host))
        .main(Builtin.<Asked>named("req.method", "the method").string(call -> r -> r.method))
        .main(Builtin.<Asked>named("req.remoteip", "the client").ip(call -> r -> r.remote))
        .main(Builtin.<Asked>named("req.port", "the port").number(call -> r -> 8080))
        .main(
            Builtin.<Asked>named("return", "ends the request")
                .param("status", Type.NUMBER)
                .finisher(
                    call -> {
                      LongExpr<Asked> status = call.number("status");
                      return r -> r.status = status.eval(r);
                    }));
    CompileResult<FlowContext, Asked> result =
        new FlowCompiler<>(builtins.build(), new FileSourceReader(), Map.of())
            .compile("bench.conf", PROGRAM);
    Program<FlowContext, Asked> program = result.program();
    if (program == null) {
      throw new IllegalStateException(result.report());
    }
    main = program.main();
    asked = new Asked(path);
  }

  @Benchmark
  public long run() {
    main.run(asked);
    return asked.status;
  }
}
