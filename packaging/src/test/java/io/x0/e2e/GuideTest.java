package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operator's guide explains what x0d may say when it cannot start. */
class GuideTest {
  private static final Path DAEMON = Path.of("../daemon/src/main/java/io/x0");
  private static final Pattern MESSAGE = Pattern.compile("[^.]\\w*\\(\\s*\"(cannot [a-z ]+?) ?\"");

  @Test
  void guide_explainsEveryMessageOfAFailedStart() throws IOException {
    String guide = Files.readString(Path.of("../docs/guide.md"));
    TreeSet<String> messages = new TreeSet<>();
    for (String folder : new String[] {"daemon", "store", "admin/socket"}) {
      try (Stream<Path> files = Files.walk(DAEMON.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          MESSAGE.matcher(Files.readString(file)).results().forEach(m -> messages.add(m.group(1)));
        }
      }
    }

    assertThat(messages)
        .contains("cannot make the state folder", "cannot bind the admin socket", "cannot lock")
        .allSatisfy(message -> assertThat(guide).contains("`" + message));
  }
}
