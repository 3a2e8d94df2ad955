package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.x0.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What systemd is told, and when it is not. */
class NotifierTest {
  private static final Map<String, String> SUPERVISED = Map.of("NOTIFY_SOCKET", "/run/notify");

  private final ManualTime time = new ManualTime();
  private final List<List<String>> sent = new ArrayList<>();

  private Notifier notifier(Map<String, String> environment) {
    return new Notifier(environment, sent::add, time);
  }

  @Test
  void ready_supervised_saysSoWithStatus() {
    notifier(SUPERVISED).ready("serving 2 directors");

    assertThat(sent).containsExactly(List.of("READY=1", "STATUS=serving 2 directors"));
  }

  @Test
  void reloading_supervised_tellsTheMonotonicTimeInMicroseconds() {
    Notifier notifier = notifier(SUPERVISED);
    notifier.reloading();

    assertThat(sent)
        .containsExactly(
            List.of("RELOADING=1", "MONOTONIC_USEC=1000000", "STATUS=reading the configuration"));
  }

  @Test
  void stopping_statusWithLineBreak_staysOneAssignment() {
    notifier(SUPERVISED).stopping("draining\nREADY=1");

    assertThat(sent).containsExactly(List.of("STOPPING=1", "STATUS=draining READY=1"));
  }

  @Test
  void watchdog_forThisProcess_isAnsweredInTime() {
    Map<String, String> environment = new HashMap<>(SUPERVISED);
    environment.put("WATCHDOG_USEC", "30000000");
    assertThat(notifier(environment).watchdog()).isEqualTo(Duration.ofSeconds(30));
    environment.put("WATCHDOG_PID", Long.toString(ProcessHandle.current().pid()));
    Notifier notifier = notifier(environment);
    assertThat(notifier.watchdog()).isEqualTo(Duration.ofSeconds(30));

    notifier.alive();

    assertThat(sent).containsExactly(List.of("WATCHDOG=1"));
  }

  @Test
  void watchdog_forNobodyHere_isNone() {
    for (Map<String, String> more :
        List.of(
            Map.<String, String>of(),
            Map.of("WATCHDOG_USEC", "0"),
            Map.of("WATCHDOG_USEC", "soon"),
            Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "1"))) {
      Map<String, String> environment = new HashMap<>(SUPERVISED);
      environment.putAll(more);
      assertThat(notifier(environment).watchdog()).as(more.toString()).isNull();
    }
    assertThat(notifier(Map.of("WATCHDOG_USEC", "1000000")).watchdog()).isNull();
  }

  @Test
  void all_noSupervisor_sendNothing() {
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", ""))) {
      Notifier notifier = notifier(environment);
      notifier.ready("x");
      notifier.reloading();
      notifier.stopping("x");
    }

    assertThat(sent).isEmpty();
  }

  @Test
  void ready_senderFails_goesOn() {
    Notifier notifier =
        new Notifier(
            SUPERVISED,
            assignments -> {
              throw new IOException("no such program");
            },
            time);

    assertThatCode(() -> notifier.ready("x")).doesNotThrowAnyException();
  }

  @Test
  void ready_interrupted_keepsTheInterrupt() {
    Notifier notifier =
        new Notifier(
            SUPERVISED,
            assignments -> {
              throw new InterruptedException();
            },
            time);

    notifier.ready("x");

    assertThat(Thread.interrupted()).isTrue();
  }
}
