package io.x0.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Header fields in their order, byte for byte as they came. Immutable.
 *
 * @param all the field lines
 */
public record Fields(List<Line> all) implements Iterable<Fields.Line> {
  /** No fields. */
  public static final Fields NONE = new Fields(List.of());

  /**
   * One field line.
   *
   * @param name in any case
   * @param value without the space around it
   */
  public record Line(String name, String value) {
    /** Returns whether it is called that, in any case. */
    public boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  public Fields {
    all = List.copyOf(all);
  }

  /** Returns fields from names and values, in turn. */
  public static Fields of(String... namesAndValues) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      lines.add(new Line(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Fields(lines);
  }

  @Override
  public Iterator<Line> iterator() {
    return all.iterator();
  }

  /** Returns whether there is a line of that name. */
  public boolean has(String name) {
    for (Line line : all) {
      if (line.is(name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the value of the first line of that name, or the empty text. */
  public String first(String name) {
    for (Line line : all) {
      if (line.is(name)) {
        return line.value();
      }
    }
    return "";
  }

  /** Returns the values of all lines of that name. */
  public List<String> values(String name) {
    List<String> found = new ArrayList<>(1);
    for (Line line : all) {
      if (line.is(name)) {
        found.add(line.value());
      }
    }
    return found;
  }

  /** Returns all lines of that name as one (RFC 9110 §5.3); empty if there is none. */
  public String joined(String name) {
    return String.join(", ", values(name));
  }

  /** Returns the fields without those of the names, which are in lower case. */
  public Fields without(Set<String> names) {
    return where(line -> !names.contains(line.name().toLowerCase(Locale.ROOT)));
  }

  /** Returns those lines that are to be kept. */
  public Fields where(Predicate<Line> isKept) {
    return new Fields(all.stream().filter(isKept).toList());
  }

  /** Returns these fields and one line more. */
  public Fields with(String name, String value) {
    List<Line> lines = new ArrayList<>(all);
    lines.add(new Line(name, value));
    return new Fields(lines);
  }
}
