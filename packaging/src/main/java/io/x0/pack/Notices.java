package io.x0.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The licenses of the jars of others: the texts that a jar carries, and what the file says whose
 * name is that of the jar or its beginning. A line {@code License: NAME} there stands for the text
 * {@code texts/NAME.txt}, which comes once, at the end. A jar without a license stops the build.
 * Stateless.
 */
final class Notices {
  private static final Pattern CARRIED =
      Pattern.compile("META-INF/(.*/)?(LICENSE|NOTICE)(\\.(txt|md|zentus))?");

  private static final Pattern SHARED = Pattern.compile("(?m)^License: (\\S+)$");

  private static final String RULE = "=".repeat(79) + "\n";

  private Notices() {}

  /** Returns the notices of the jars in {@code lib} that are not our own. */
  static String of(Path lib, Path licenses, Path apache) throws IOException {
    Map<String, List<String>> jarsByText = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(lib)) {
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        String name = jar.getFileName().toString();
        if (!name.startsWith("x0-")) {
          jarsByText.computeIfAbsent(text(jar, licenses), t -> new ArrayList<>()).add(name);
        }
      }
    }
    StringBuilder out =
        new StringBuilder("The works of others that x0 comes with, and their licenses.\n\n");
    TreeSet<String> shared = new TreeSet<>();
    jarsByText.forEach(
        (text, jars) -> {
          out.append(RULE).append(String.join("\n", jars)).append("\n\n").append(text);
          SHARED.matcher(text).results().forEach(m -> shared.add(m.group(1)));
        });
    Map<String, Path> texts = new TreeMap<>();
    for (String name : shared) {
      texts.put(
          name, name.equals("Apache-2.0") ? apache : licenses.resolve("texts/" + name + ".txt"));
    }
    for (var text : texts.entrySet()) {
      out.append(RULE).append("License: ").append(text.getKey()).append("\n\n");
      out.append(Files.readString(text.getValue()).strip()).append("\n\n");
    }
    return out.toString();
  }

  private static String text(Path jar, Path licenses) throws IOException {
    String text = carried(jar) + written(jar.getFileName().toString(), licenses);
    Matcher shared = SHARED.matcher(text);
    if (text.isEmpty() || (text.lines().count() < 20 && !shared.find())) {
      throw new IOException(
          jar.getFileName() + " names no license: write one into a file below " + licenses);
    }
    return text;
  }

  private static String carried(Path jar) throws IOException {
    StringBuilder out = new StringBuilder();
    try (JarFile file = new JarFile(jar.toFile())) {
      List<JarEntry> entries =
          file.stream().filter(e -> CARRIED.matcher(e.getName()).matches()).toList();
      for (JarEntry entry : entries) {
        byte[] bytes = file.getInputStream(entry).readAllBytes();
        String text = new String(bytes, StandardCharsets.UTF_8).replace("\r", "");
        out.append(text.strip()).append("\n\n");
      }
    }
    return out.toString();
  }

  private static String written(String jar, Path licenses) throws IOException {
    try (Stream<Path> files = Files.list(licenses)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (jar.startsWith(file.getFileName().toString().replace(".txt", "-"))) {
          return Files.readString(file).strip() + "\n\n";
        }
      }
    }
    return "";
  }
}
