package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Directors;
import io.x0.flow.FlowCompiler;
import io.x0.flow.source.FileSourceReader;
import io.x0.proxy.tls.Identity;
import io.x0.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about the time of certificates. */
class TlsModuleTest {
  @TempDir static Path folder;
  private static Identity identity;

  @BeforeAll
  static void make() throws Exception {
    Certificates.make(folder, "web", "EC", "web.test");
    identity = Identity.read(folder.resolve("web.pem"), folder.resolve("web.key"));
  }

  @ParameterizedTest
  @CsvSource({
    "P31D, ''",
    "P30D, ''",
    "P29DT23H59M59S, ends in 29 days",
    "P2DT1S, ends in 2 days",
    "P1DT1S, ends in 1 day",
    "PT23H59M, ends in less than a day",
    "PT0S, ends in less than a day",
    "PT-1S, has ended at"
  })
  void doubt_byTheTimeThatIsLeft(Duration left, String expected) {
    // The begin is looked at first, and lies after what 31 days before the end are.
    Instant now = identity.notAfter().minus(left);
    String said = now.isBefore(identity.notBefore()) ? "" : TlsModule.doubt(identity, now);

    assertThat(said).startsWith(expected);
    assertThat(said.isEmpty()).isEqualTo(expected.isEmpty());
  }

  @Test
  void doubt_beforeItsBegin_isSaid() {
    assertThat(TlsModule.doubt(identity, identity.notBefore().minusSeconds(1)))
        .startsWith("is not valid before " + identity.notBefore());
    assertThat(TlsModule.doubt(identity, identity.notBefore())).doesNotContain("not valid");
  }

  @Test
  void context_thatEndsSoon_isARemarkWithItsPlace() {
    ManualTime time = new ManualTime();
    time.advance(Duration.between(time.now(), identity.notAfter().minus(Duration.ofDays(3))));
    SetupContext setup = new SetupContext();
    Objects.requireNonNull(
            new FlowCompiler<>(
                    new Modules(new Directors(), time).builtins(), new FileSourceReader(), Map.of())
                .compile(
                    "x0d.conf",
                    "setup {\n  ssl.context '%s', '%s';\n}\nmain { return 404 }"
                        .formatted(folder.resolve("web.pem"), folder.resolve("web.key")))
                .program())
        .setup()
        .run(setup);

    assertThat(setup.remarks())
        .isEqualTo(
            List.of(
                "x0d.conf:2:3: warning: the certificate "
                    + folder.resolve("web.pem")
                    + " ends in 3 days, at "
                    + identity.notAfter()
                    + ": renew it, and reload"));
  }
}
