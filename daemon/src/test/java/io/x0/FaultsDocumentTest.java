package io.x0;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the tables of faults and of endings name is there. */
class FaultsDocumentTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+)#([A-Za-z0-9_]+)`");

  private static final Pattern SCRIPT = Pattern.compile("`(packaging/faults/[a-z-]+)`");

  @Test
  void table_namesScriptsThatExist_andAllOfThem() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher script = SCRIPT.matcher(Files.readString(Path.of("../docs/faults.md")));
    while (script.find()) {
      named.add(script.group(1));
    }
    Set<String> present = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("../packaging/faults"))) {
      files
          .filter(Files::isExecutable)
          .filter(Files::isRegularFile)
          .forEach(file -> present.add("packaging/faults/" + file.getFileName()));
    }

    assertThat(named).containsExactlyElementsOf(present);
    String run = Files.readString(Path.of("../packaging/faults/run"));
    present.remove("packaging/faults/run");
    assertThat(present)
        .allSatisfy(file -> assertThat(run).containsPattern("\\b" + file.substring(17) + "\\b"));
  }

  @Test
  void table_namesTestsThatExist() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path root : List.of(Path.of("src/test/java"), Path.of("../packaging/src/test/java"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
    Matcher named =
        TEST.matcher(
            Files.readString(Path.of("../docs/faults.md"))
                + Files.readString(Path.of("../docs/monitoring.md")));
    int count = 0;
    while (named.find()) {
      count++;
      assertThat(sources).containsKey(named.group(1));
      assertThat(sources.get(named.group(1)))
          .as(named.group())
          .contains("void " + named.group(2) + "(");
    }
    assertThat(count).isGreaterThan(70);
  }
}
