package io.x0.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemTerminalTest {
  @Test
  void width_environmentKnows_isTaken() {
    assertThat(new SystemTerminal("132").width()).isEqualTo(132);
  }

  @Test
  void width_environmentIsNonsense_isSomething() {
    assertThat(new SystemTerminal("wide").width()).isPositive();
  }
}
