package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every requirement in {@code docs/rfc9111.md} has tests, and they exist. */
class Rfc9111Test {
  private static final Path TABLE = Path.of("..", "docs", "rfc9111.md");
  private static final Path TESTS = Path.of("src", "test", "java", "io", "x0");
  private static final Pattern ROW =
      Pattern.compile("\\| ([0-9.]+) \\| ([A-Z ]+) \\| (.+?) \\| ([^|]*) \\|");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** A row of the table. */
  private record Requirement(String section, String level, String text, List<String> tests) {}

  private static List<Requirement> requirements() throws IOException {
    List<Requirement> all = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        List<String> tests = NAME.matcher(row.group(4)).results().map(m -> m.group(1)).toList();
        all.add(new Requirement(row.group(1), row.group(2), row.group(3), tests));
      } else {
        assertThat(line).as("a row that is not understood").doesNotMatch("\\| [0-9].*");
      }
    }
    return all;
  }

  @Test
  void everySection_hasRequirements_andEachRequirementHasATest() throws IOException {
    List<Requirement> all = requirements();

    assertThat(all).hasSizeGreaterThan(75);
    assertThat(all)
        .allSatisfy(
            one -> {
              assertThat(one.level).isIn("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY");
              assertThat(one.tests).as(one.section + " " + one.text).isNotEmpty();
            });
    assertThat(all.stream().map(Requirement::section).collect(Collectors.toSet()))
        .contains("3", "3.1", "3.2", "3.3", "3.4", "3.5")
        .contains("4", "4.1", "4.2.1", "4.2.2", "4.2.3", "4.2.4")
        .contains("4.3.1", "4.3.2", "4.3.3", "4.3.4", "4.3.5", "4.4")
        .contains("5.1", "5.2", "5.2.1.1", "5.2.2.2", "5.2.2.4", "5.2.3", "5.3", "5.4", "5.5");
  }

  @Test
  void everyTest_exists() throws IOException {
    Set<String> cases =
        CacheConformanceIT.cases().stream().map(one -> one.id).collect(Collectors.toSet());
    Map<String, String> sources = sources();

    for (Requirement one : requirements()) {
      for (String name : one.tests) {
        int hash = name.indexOf('#');
        if (hash < 0) {
          assertThat(cases).as("§" + one.section).contains(name);
        } else {
          assertThat(sources.getOrDefault(name.substring(0, hash), ""))
              .as(name)
              .contains("void " + name.substring(hash + 1) + "(");
        }
      }
    }
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> byName = new HashMap<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString();
        byName.put(name.substring(0, name.length() - 5), Files.readString(file));
      }
    }
    return byName;
  }
}
