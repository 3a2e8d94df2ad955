package io.x0.haproxy.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A text with parts that depend on the request, in HAProxy's log format: {@code %[src]}, {@code
 * %ci}. Immutable.
 */
public final class Template {
  private final String text;
  private final List<Part> parts;
  private final String end;

  /**
   * Some of the text.
   *
   * @param fixed what is always the same
   * @param asked what follows it and depends on the request
   */
  private record Part(String fixed, Function<Facts, Optional<Value>> asked) {}

  private Template(String text, List<Part> parts, String end) {
    this.text = text;
    this.end = end;
    this.parts = List.copyOf(parts);
  }

  /** Returns a text that is always the same, whatever signs are in it. */
  public static Template fixed(String text) {
    return new Template(text, List.of(), text);
  }

  /**
   * Returns what a text in the log format means.
   *
   * @throws NotEvaluableException if x0 cannot evaluate some of it
   */
  public static Template read(String text, Lookup lookup) throws NotEvaluableException {
    List<Part> parts = new ArrayList<>();
    StringBuilder fixed = new StringBuilder();
    int next = 0;
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c != '%') {
        fixed.append(c);
        next++;
        continue;
      }
      if (text.startsWith("%%", next)) {
        fixed.append('%');
        next += 2;
        continue;
      }
      next++;
      if (text.startsWith("{", next)) {
        next = text.indexOf('}', next) + 1;
        if (next == 0) {
          throw new NotEvaluableException("%{ is not closed in '" + text + "'");
        }
      }
      if (text.startsWith("[", next)) {
        int end = bracketEnd(text, next + 1);
        Sample sample = SampleReader.read(text.substring(next + 1, end).strip(), lookup);
        parts.add(new Part(fixed.toString(), sample::value));
        fixed.setLength(0);
        next = end + 1;
      } else {
        int end = next;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
          end++;
        }
        Sample sample = SampleReader.read(expression(text.substring(next, end)), lookup);
        parts.add(new Part(fixed.toString(), sample::value));
        fixed.setLength(0);
        next = end;
      }
    }
    return new Template(text, parts, fixed.toString());
  }

  private static int bracketEnd(String text, int from) throws NotEvaluableException {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[') {
        depth++;
      } else if (c == ']' && depth-- == 0) {
        return i;
      }
    }
    throw new NotEvaluableException("%[ is not closed in '" + text + "'");
  }

  private static String expression(String variable) throws NotEvaluableException {
    return switch (variable) {
      case "ci" -> "src";
      case "cp" -> "src_port";
      case "fi" -> "dst";
      case "fp" -> "dst_port";
      case "HM" -> "method";
      case "HP", "HPO" -> "path";
      case "HU" -> "url";
      default -> throw new NotEvaluableException("x0 does not know %" + variable);
    };
  }

  /** Returns the text for a request; what is absent is left out. */
  public String render(Facts facts) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(part.fixed);
      part.asked.apply(facts).ifPresent(value -> out.append(value.text()));
    }
    return out.append(end).toString();
  }

  /** Returns the text if it does not depend on the request. */
  public Optional<String> constant() {
    return parts.isEmpty() ? Optional.of(end) : Optional.empty();
  }

  /** Returns what it was read from. */
  @Override
  public String toString() {
    return text;
  }
}
