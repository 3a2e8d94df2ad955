package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.health.HealthSettings;
import io.x0.time.ManualTime;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final long ZERO = Long.MAX_VALUE - 10;

  private final Agenda agenda = new Agenda(ZERO);

  private static long at(long nanos) {
    return ZERO + nanos;
  }

  private static Backend backend(String name) {
    return new Backend(
        BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80")),
        HealthSettings.DEFAULT,
        new ManualTime());
  }

  @Test
  void next_comesInTheOrderOfTime_acrossTheOverflowOfTheClock() {
    Backend a = backend("a");
    Backend b = backend("b");
    agenda.set(a.check, at(30));
    agenda.set(b.check, at(5));
    agenda.set(a.step, at(20));

    assertThat(agenda.earliest()).hasValue(at(5));
    assertThat(agenda.next(at(4))).isNull();
    assertThat(agenda.next(at(40))).isSameAs(b.check);
    assertThat(agenda.next(at(40))).isSameAs(a.step);
    assertThat(agenda.next(at(40))).isSameAs(a.check);
    assertThat(agenda.next(at(40))).isNull();
    assertThat(agenda.earliest()).isEmpty();
  }

  @Test
  void set_again_movesTheAlarm() {
    Backend a = backend("a");
    agenda.set(a.check, at(5));
    agenda.set(a.check, at(50));

    assertThat(agenda.next(at(49))).isNull();
    assertThat(agenda.next(at(50))).isSameAs(a.check);
    assertThat(agenda.next(at(50))).isNull();
  }

  @Test
  void setAtLatest_keepsTheEarlierOne() {
    Backend a = backend("a");
    agenda.setAtLatest(a.check, at(50));
    agenda.setAtLatest(a.check, at(70));
    assertThat(agenda.earliest()).hasValue(at(50));
    agenda.setAtLatest(a.check, at(20));
    assertThat(agenda.earliest()).hasValue(at(20));
  }

  @Test
  void clear_switchesItOff_andOnlyIt() {
    Backend a = backend("a");
    Backend b = backend("b");
    agenda.set(a.check, at(5));
    agenda.set(b.check, at(5));
    agenda.clear(a.check);
    agenda.clear(a.check);

    assertThat(agenda.next(at(5))).isSameAs(b.check);
    assertThat(agenda.next(at(5))).isNull();
  }
}
