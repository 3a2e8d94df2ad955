package io.x0.haproxy.model;

import io.x0.haproxy.sample.Userlist;
import io.x0.haproxy.source.Diagnostics;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code userlist} sections. Stateless. */
final class UserlistReader {
  private UserlistReader() {}

  static Userlist read(Section section, Diagnostics diagnostics) {
    Map<String, String> passwords = new HashMap<>();
    Map<String, List<String>> groups = new HashMap<>();
    boolean checkable = true;
    for (Line line : section.lines()) {
      String name = line.text(1);
      switch (line.text(0)) {
        case "user" -> {
          for (int i = 2; i + 1 < line.size(); i += 2) {
            String value = line.text(i + 1);
            switch (line.text(i)) {
              case "insecure-password" -> passwords.put(name, value);
              case "password" -> {
                checkable = false;
                diagnostics.warning(
                    line.at(i), "user " + name, "x0 does not check hashed passwords");
              }
              case "groups" -> member(groups, name, value);
              default ->
                  diagnostics.warning(line.at(i), "user " + name, "unexpected " + line.text(i));
            }
          }
        }
        case "group" -> {
          for (int i = 2; i + 1 < line.size(); i += 2) {
            if (line.text(i).equals("users")) {
              Arrays.stream(line.text(i + 1).split(",", -1)).forEach(u -> member(groups, u, name));
            }
          }
        }
        default -> diagnostics.warning(line.at(), line.text(0), "x0 does not know it");
      }
    }
    return new Userlist(passwords, groups, checkable);
  }

  private static void member(Map<String, List<String>> groups, String user, String names) {
    groups
        .computeIfAbsent(user, u -> new ArrayList<>())
        .addAll(Arrays.asList(names.split(",", -1)));
  }
}
