package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemModuleIT {
  private static String value(String expression) throws Exception {
    try (FlowRig rig = new FlowRig("log sys.hostname", "echo string(" + expression + ");")) {
      return FlowRig.body(rig.get("/some/path")).strip();
    }
  }

  @Test
  void sys_tellsAboutTheProcess() throws Exception {
    assertThat(value("sys.pid")).isEqualTo(Long.toString(ProcessHandle.current().pid()));
    assertThat(value("sys.cpu_count"))
        .isEqualTo(Integer.toString(Runtime.getRuntime().availableProcessors()));
    assertThat(value("sys.cwd")).isEqualTo(System.getProperty("user.dir"));
    assertThat(value("sys.hostname")).isNotEmpty().doesNotContain(" ");
    assertThat(value("sys.env('PATH')")).isEqualTo(System.getenv("PATH"));
    assertThat(value("sys.env('X0_NO_SUCH', 'other')")).isEqualTo("other");
    assertThat(value("sys.env('X0_NO_SUCH') + '.'")).isEqualTo(".");
    assertThat(Long.parseLong(value("sys.now"))).isGreaterThan(1_600_000_000L);
    assertThat(value("sys.now_str")).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  }

  @Test
  void rand_range_hasBothEnds() throws Exception {
    Set<String> seen = new HashSet<>();
    try (FlowRig rig = new FlowRig("", "echo string(rand(3, 5));")) {
      for (int i = 0; i < 100 && seen.size() < 3; i++) {
        seen.add(FlowRig.body(rig.get("/")).strip());
      }
    }
    assertThat(seen).containsExactlyInAnyOrder("3", "4", "5");
    assertThat(value("rand(7, 7)")).isEqualTo("7");
    assertThat(value("rand(9223372036854775807, 9223372036854775807)"))
        .isEqualTo("9223372036854775807");
    assertThat(Long.parseLong(value("rand()"))).isBetween(0L, 2_147_483_647L);
  }

  @Test
  void regexGroup_isThatOfTheLastMatch() throws Exception {
    try (FlowRig rig =
        new FlowRig(
            "",
            "if req.path =~ /^.(\\w+)\\/(\\w+)$/ { echo regex.group(2) + regex.group(1)"
                + " + regex.group(9); } return 404;")) {
      assertThat(FlowRig.body(rig.get("/a/b"))).isEqualTo("ba\n");
    }
  }
}
