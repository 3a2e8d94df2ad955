package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DirectMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void size_thatLeavesRoomForBuffers_fits() {
    assertThatCode(() -> DirectMemory.require("cache.size", 64 * MIB, 128 * MIB))
        .doesNotThrowAnyException();
  }

  @Test
  void size_thatDoesNot_isRefusedInOneLine_thatSaysWhatToDo() {
    assertThatThrownBy(() -> DirectMemory.require("cache.size", 64 * MIB + 1, 128 * MIB))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("cache.size: ")
        .hasMessageContaining("expected: at most 64m here")
        .hasMessageContaining("-XX:MaxDirectMemorySize=129m");
  }

  @Test
  void size_ofATinyMachine_isRefusedToo() {
    assertThatThrownBy(() -> DirectMemory.require("cache.size", 1024 * MIB, 16 * MIB))
        .hasMessage(
            "cache.size: 1g does not fit (expected: at most 0 here; more with"
                + " X0D_JAVA_OPTS=-XX:MaxDirectMemorySize=1088m if the machine has it)");
  }
}
