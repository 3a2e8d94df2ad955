package io.x0.haproxy.model;

import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.SampleReader;
import io.x0.haproxy.sample.Userlist;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Section;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What expressions of a configuration refer to: files, users, variables. One thread. */
final class References implements Lookup {
  private static final int MOST_PASSES = 20;

  private final Function<String, Optional<String>> files;
  private final Map<String, Optional<String>> read = new HashMap<>();
  private final Map<String, Userlist> users = new HashMap<>();
  private final Set<String> lostVariables = new HashSet<>();
  private boolean allLost;

  References(Function<String, Optional<String>> files) {
    this.files = files;
  }

  void users(String name, Userlist list) {
    users.put(name, list);
  }

  /** Looks for variables that are set from what x0 cannot evaluate, or not when a request comes. */
  void variables(List<Section> sections) {
    // A variable may be set from another that is found lost only later: look until nothing changes.
    int before = -1;
    for (int pass = 0; lostVariables.size() != before; pass++) {
      before = lostVariables.size();
      allLost = pass == MOST_PASSES;
      sections.forEach(section -> section.lines().forEach(this::variable));
    }
  }

  private void variable(Line line) {
    for (int i = 1; i < Math.min(3, line.size()); i++) {
      String action = line.text(i);
      int open = action.indexOf('(');
      if (action.startsWith("set-var") && open > 0 && action.endsWith(")")) {
        String name = action.substring(open + 1, action.length() - 1).strip();
        int comma = name.indexOf(',');
        if (comma >= 0
            || !action.startsWith("set-var(")
            || !line.text(0).equals("http-request")
            || allLost
            || !isEvaluable(line.text(i + 1))) {
          lostVariables.add(comma < 0 ? name : name.substring(0, comma).strip());
        }
      }
    }
  }

  private boolean isEvaluable(String expression) {
    try {
      return !SampleReader.read(expression, this).fetch().isEmpty();
    } catch (NotEvaluableException e) {
      return false;
    }
  }

  @Override
  public Optional<String> file(String path) {
    return read.computeIfAbsent(path, files);
  }

  @Override
  public Optional<Userlist> users(String name) {
    return Optional.ofNullable(users.get(name));
  }

  @Override
  public boolean isLost(String variable) {
    return lostVariables.contains(variable);
  }
}
