package io.x0.modules;

import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsException;
import io.x0.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Who x0d is for clients that speak TLS. Immutable. */
final class TlsModule {
  /** Certificates of a quarter of a year are renewed a month before their end. */
  private static final Duration SOON = Duration.ofDays(30);

  private final Clock clock;

  TlsModule(Clock clock) {
    this.clock = clock;
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins.setup(
        Builtin.<SetupContext>named(
                "ssl.context", "a certificate with its chain and its key; the first is default")
            .param("certfile", Type.STRING)
            .param("keyfile", Type.STRING)
            .action(this::context));
  }

  private Action<SetupContext> context(Arguments<SetupContext> call) {
    check(call);
    StringExpr<SetupContext> certificates = call.string("certfile");
    StringExpr<SetupContext> key = call.string("keyfile");
    Position at = call.position();
    return setup -> {
      Identity identity =
          Identity.read(Path.of(certificates.eval(setup)), Path.of(key.eval(setup)));
      String doubt = doubt(identity, clock.now());
      if (!doubt.isEmpty()) {
        setup.remark(at + ": warning: the certificate " + identity.file() + " " + doubt);
      }
      setup.identity(identity);
    };
  }

  /** Files that are known now are tried now, so that what is wrong with them has its place. */
  private static void check(Arguments<SetupContext> call) {
    String certificates = call.constantText("certfile");
    String key = call.constantText("keyfile");
    if (certificates != null && key != null) {
      try {
        var unused = Identity.read(Path.of(certificates), Path.of(key));
      } catch (TlsException e) {
        call.error("certfile", String.valueOf(e.getMessage()), null);
      }
    }
  }

  /** Returns what an operator should know about the time of a certificate; empty for nothing. */
  static String doubt(Identity identity, Instant now) {
    if (now.isBefore(identity.notBefore())) {
      return "is not valid before " + identity.notBefore() + ": clients refuse it until then";
    }
    Duration left = Duration.between(now, identity.notAfter());
    if (left.isNegative()) {
      return "has ended at " + identity.notAfter() + ": clients refuse it; renew it, and reload";
    }
    return left.compareTo(SOON) < 0
        ? "ends in " + days(left) + ", at " + identity.notAfter() + ": renew it, and reload"
        : "";
  }

  private static String days(Duration left) {
    long days = left.toDays();
    return days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
  }
}
