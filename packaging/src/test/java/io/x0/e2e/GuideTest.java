package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operator's guide explains what x0d may say, as the sources have it. */
class GuideTest {
  private static final Path DAEMON = Path.of("../daemon/src/main/java/io/x0");
  private static final String LITERAL = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final Pattern LITERALS = Pattern.compile(LITERAL);

  /** The text of a warning or an error of the log, in one or more literals. */
  private static final Pattern LOGGED =
      Pattern.compile(
          "LOG\\s*\\.(?:warn|error)\\(\\s*(" + LITERAL + "(?:\\s*\\+\\s*" + LITERAL + ")*)");

  /** What is thrown for an operator to read, up to the end of the statement. */
  private static final Pattern THROWN =
      Pattern.compile(
          "(?:new (?:Startup|Store|Refused)Exception|(?<![.\\w])(?:failure|refused|refusal))"
              + "\\(((?:"
              + LITERAL
              + "|[^\";])*);");

  private static final Pattern CANNOT = Pattern.compile("[^.]\\w*\\(\\s*\"(cannot [a-z ]+?) ?\"");
  private static final Pattern WORD = Pattern.compile("[a-z]{2,}");

  private static String guide() throws IOException {
    return Files.readString(Path.of("../docs/guide.md"));
  }

  /** Returns the first group of each match in the sources of some packages. */
  private static TreeSet<String> found(Pattern pattern, String... folders) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(DAEMON.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          pattern.matcher(Files.readString(file)).results().forEach(m -> found.add(m.group(1)));
        }
      }
    }
    return found;
  }

  private static List<String> messages(Pattern pattern, String... folders) throws IOException {
    return found(pattern, folders).stream()
        .map(GuideTest::shown)
        // Less than that says only what another message says, too.
        .filter(text -> WORD.matcher(text).results().count() >= 2)
        .distinct()
        .toList();
  }

  /**
   * Returns a message as the guide has it: a dash for what is not known before, and up to the first
   * mark of punctuation, behind which come reasons and advice.
   */
  private static String shown(String code) {
    StringBuilder text = new StringBuilder();
    int end = 0;
    for (var literal : LITERALS.matcher(code).results().toList()) {
      String part = literal.group().substring(1, literal.group().length() - 1);
      if (!part.matches("[a-z-]+")) { // the name of a field is no text
        text.append(code.substring(end, literal.start()).matches("[\\s+]*") ? "" : "-");
        text.append(part);
      }
      end = literal.end();
    }
    return text.toString()
        .replace("{}", "-")
        .replace("\\n", " ")
        .replaceFirst("^([-\\s:,(]|error: )+", "")
        .split(" \\(|[;:,]")[0]
        .replaceAll("\\s+", " ")
        .strip();
  }

  @Test
  void guide_explainsEveryMessageOfAFailedStart() throws IOException {
    String guide = guide();

    assertThat(found(CANNOT, "daemon", "store", "admin/socket"))
        .contains("cannot make the state folder", "cannot bind the admin socket", "cannot lock")
        .allSatisfy(message -> assertThat(guide).contains("`" + message));
    assertThat(messages(THROWN, "daemon", "store"))
        .contains("another x0d uses this state folder", "written by a newer x0d")
        .allSatisfy(message -> assertThat(guide).contains("`" + message));
  }

  @Test
  void guide_explainsEveryWarningAndErrorOfTheLog() throws IOException {
    String guide = guide();

    assertThat(messages(LOGGED, ""))
        .contains("gave up - requests after -", "SIGHUP does nothing")
        .hasSizeGreaterThan(35)
        .allSatisfy(message -> assertThat(guide).contains("`" + message));
  }
}
