package io.x0.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks texts. */
final class Damage {
  private static final String[] PIECES = {
    "\"",
    "'",
    "\\",
    "#",
    "$",
    "${",
    "}",
    "{",
    "(",
    ")",
    "%[",
    "]",
    "%",
    "!",
    "\0",
    "\r\n",
    "\n",
    " ",
    "\t",
    "\u00e9",
    "if",
    "unless",
    "or",
    "{ path /x }",
    "-m",
    "reg",
    "(((",
    "x{1000}",
    "-f",
    "99999999999999999999",
    "-1",
    "0",
    "",
    "\nfrontend x\n",
    "\nbackend x\n",
    "\ndefaults\n",
    "\n.if 1\n",
    "\n.endif\n",
    "\nglobal\n setenv A b\n",
    "acl a hdr(",
    "map(",
    "\n mode http\n",
    "ssl",
    "weight",
    "check",
    "inter",
    ":::",
    "[::1",
    "*:",
    "1-65535",
    "[*]"
  };

  private Damage() {}

  static String of(List<String> texts, Random random) {
    String text = texts.get(random.nextInt(texts.size()));
    int edits = 1 + random.nextInt(12);
    for (int i = 0; i < edits; i++) {
      text = edit(text, texts, random);
    }
    return text;
  }

  private static String edit(String text, List<String> texts, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(20));
    switch (random.nextInt(6)) {
      case 0:
        return text.substring(0, at) + text.substring(end);
      case 1:
        return text.substring(0, at) + (char) random.nextInt(256) + text.substring(end);
      case 2:
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        String line = lines.remove(random.nextInt(lines.size()));
        lines.add(random.nextInt(lines.size() + 1), line);
        return String.join("\n", lines);
      case 3:
        String other = texts.get(random.nextInt(texts.size()));
        int from = random.nextInt(other.length() + 1);
        return text.substring(0, at)
            + other.substring(from, Math.min(other.length(), from + 200))
            + text.substring(at);
      default:
        return text.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + text.substring(end);
    }
  }
}
