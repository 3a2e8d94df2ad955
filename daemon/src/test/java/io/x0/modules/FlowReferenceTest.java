package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Directors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed reference is what the declarations say. */
class FlowReferenceTest {
  private static final Path FILE = Path.of("../docs/flow.md");
  private static final String COMMAND =
      "mvn -B -q -pl daemon -am test -Dtest=FlowReferenceTest -Dx0.rewrite=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  @Test
  void reference_isUpToDate() throws IOException {
    String text = FlowReference.text();
    if (Boolean.getBoolean("x0.rewrite")) {
      Files.writeString(FILE, text);
    }

    assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
        .as("%s is out of date; rewrite it: %s", FILE, COMMAND)
        .isEqualTo(text);
  }

  @Test
  void reference_namesEverything() {
    String text = FlowReference.text();

    assertThat(new Modules(new Directors()).builtins().names())
        .allSatisfy(name -> assertThat(text).contains("`" + name + "("));
    assertThat(text)
        .contains("also `director.classify_request(bucket: String)`")
        .contains("| `rate.limit(key: Any, rate: String, burst: Number = 0)` | main | handler |");
  }
}
