package io.x0.pack;

import io.x0.cli.command.Commands;
import io.x0.cli.command.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the manual pages: {@code ManPages PAGES DOCS OUT VERSION DATE}. Those in {@code PAGES} are
 * written by hand and may take in a document, {@code .\" include FILE}, or what is below one of its
 * headings, {@code .\" include FILE: HEADING}. Those of the words of x0ctl are made from what its
 * commands declare. Stateless.
 */
public final class ManPages {
  private static final Pattern INCLUDE =
      Pattern.compile("(?m)^\\.\\\\\" include ([a-z-]+\\.md)(?:: (.+))?\n");

  private static final Pattern BREAK_BELOW_HEADING = Pattern.compile("(?m)^(\\.S[HS] .*\n)\\.P\n");

  private ManPages() {}

  /** Writes every page as {@code OUT/manN/NAME.N}. */
  public static void main(String[] args) throws IOException {
    Path docs = Path.of(args[1]);
    Path out = Path.of(args[2]);
    String version = args[3].replace("-SNAPSHOT", "");
    String date = args[4].substring(0, 10);
    try (Stream<Path> pages = Files.list(Path.of(args[0]))) {
      for (Path page : pages.sorted().toList()) {
        String name = page.getFileName().toString();
        write(out, name, included(Files.readString(page), docs));
      }
    }
    Commands commands = new Commands();
    for (String word : commands.words()) {
      Node node = commands.find(word);
      if (node != null) {
        String title = Roff.title("x0ctl-" + word, 1, date, version);
        write(out, "x0ctl-" + word + ".1", title + CommandPage.of(word, node));
      }
    }
  }

  /** Returns a page with the documents it takes in. */
  static String included(String page, Path docs) throws IOException {
    StringBuilder out = new StringBuilder();
    Matcher matcher = INCLUDE.matcher(page);
    int end = 0;
    while (matcher.find()) {
      String text = Files.readString(docs.resolve(matcher.group(1)));
      out.append(page.substring(end, matcher.start()));
      String heading = matcher.group(2);
      out.append(heading == null ? MarkdownText.toRoff(text) : MarkdownText.section(text, heading));
      end = matcher.end();
    }
    String whole = out.append(page.substring(end)).toString();
    return BREAK_BELOW_HEADING.matcher(whole).replaceAll("$1");
  }

  private static void write(Path out, String name, String text) throws IOException {
    String section = name.substring(name.lastIndexOf('.') + 1);
    Path file = out.resolve("man" + section).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(text.stripTrailing().split("\n", -1)));
  }
}
