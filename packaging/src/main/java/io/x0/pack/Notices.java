package io.x0.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The licenses of the jars of others: the texts a jar carries, or else the one that a file named
 * like the jar, or the beginning of its name, holds. A jar without either stops the build.
 * Stateless.
 */
final class Notices {
  private Notices() {}

  static String of(Path lib, Path licenses) throws IOException {
    Map<String, List<String>> jarsByText = new TreeMap<>();
    try (Stream<Path> files = Files.list(lib)) {
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        String name = jar.getFileName().toString();
        if (!name.startsWith("x0-")) {
          jarsByText.computeIfAbsent(text(jar, licenses), t -> new ArrayList<>()).add(name);
        }
      }
    }
    StringBuilder out =
        new StringBuilder("Works of others that x0 comes with, and their licenses.\n");
    jarsByText.forEach(
        (text, jars) ->
            out.append("\n").append("=".repeat(79)).append("\n")
                .append(String.join("\n", jars)).append("\n")
                .append("-".repeat(79)).append("\n\n").append(text));
    return out.toString();
  }

  private static String text(Path jar, Path licenses) throws IOException {
    StringBuilder out = new StringBuilder();
    try (JarFile file = new JarFile(jar.toFile())) {
      List<JarEntry> entries =
          file.stream()
              .filter(e -> e.getName().matches("META-INF/(.*/)?(LICENSE|NOTICE)(\\.(txt|md|zentus))?"))
              .toList();
      for (JarEntry entry : entries) {
        byte[] bytes = file.getInputStream(entry).readAllBytes();
        out.append(new String(bytes, StandardCharsets.UTF_8).replace("\r", "").strip()).append("\n\n");
      }
    }
    if (out.length() > 0) {
      return out.toString();
    }
    String name = jar.getFileName().toString();
    try (Stream<Path> files = Files.list(licenses)) {
      for (Path file : files.sorted().toList()) {
        String prefix = file.getFileName().toString().replace(".txt", "");
        for (String start : prefix.split("\\+", -1)) {
          if (name.startsWith(start + "-")) {
            return Files.readString(file).strip() + "\n\n";
          }
        }
      }
    }
    throw new IOException("no license known of " + name + ": add its text to " + licenses);
  }
}
