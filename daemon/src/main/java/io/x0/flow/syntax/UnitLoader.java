package io.x0.flow.syntax;

import io.x0.flow.ast.Stmt;
import io.x0.flow.ast.Unit;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.SourceReader;
import io.x0.flow.source.Sources;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a file and all it includes, each once, into one tree. Confined to one thread. */
public final class UnitLoader {
  private static final int MAX_FILES = 1_000;

  private final SourceReader reader;
  private final Sources sources;
  private final Diagnostics diagnostics;
  private final List<Stmt.Variable> variables = new ArrayList<>();
  private final List<Unit.Handler> handlers = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private boolean complete = true;
  private int files;

  /** A file that is still to be read, and the include that asks for it. */
  private record Pending(String file, Unit.Include include) {}

  public UnitLoader(SourceReader reader, Sources sources, Diagnostics diagnostics) {
    this.reader = reader;
    this.sources = sources;
    this.diagnostics = diagnostics;
  }

  /** Returns everything that is declared in the text and the files it includes. */
  public Unit load(String file, String text) {
    add(file, text);
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      if (sources.contains(next.file())) {
        continue;
      }
      String included = read(next);
      if (included == null) {
        complete = false;
      } else {
        add(next.file(), included);
      }
    }
    return new Unit(List.of(), variables, handlers, complete);
  }

  private void add(String file, String text) {
    files++;
    sources.add(file, text);
    Unit unit = SourceParser.parse(file, text, diagnostics);
    variables.addAll(unit.variables());
    handlers.addAll(unit.handlers());
    complete &= unit.complete();
    List<Pending> found = new ArrayList<>();
    for (Unit.Include include : unit.includes()) {
      list(file, include).forEach(name -> found.add(new Pending(name, include)));
    }
    Collections.reverse(found);
    found.forEach(pending::push);
  }

  private List<String> list(String file, Unit.Include include) {
    try {
      List<String> names = reader.list(file, include.pattern());
      boolean isPattern =
          include.pattern().indexOf('*') >= 0 || include.pattern().indexOf('?') >= 0;
      if (names.isEmpty() && !isPattern) {
        cannot(include, "no such file");
      } else if (names.isEmpty()) {
        diagnostics.warning(
            include.position(), "no file matches '" + include.pattern() + "'", null);
      }
      return names;
    } catch (IOException e) {
      cannot(include, e.getMessage());
      return List.of();
    }
  }

  private @Nullable String read(Pending next) {
    if (files >= MAX_FILES) {
      cannot(next.include(), "more than " + MAX_FILES + " files");
      return null;
    }
    try {
      return reader.read(next.file());
    } catch (IOException e) {
      cannot(next.include(), next.file() + ": " + e.getMessage());
      return null;
    }
  }

  private void cannot(Unit.Include include, @Nullable String reason) {
    complete = false;
    diagnostics.error(include.position(), "cannot include '" + include.pattern() + "': " + reason);
  }
}
