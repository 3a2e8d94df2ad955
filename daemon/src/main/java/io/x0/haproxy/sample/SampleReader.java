package io.x0.haproxy.sample;

import java.util.ArrayList;
import java.util.List;

/** Reads expressions such as {@code req.hdr(host),lower,map(/etc/hosts.map)}. Stateless. */
public final class SampleReader {
  private static final int MAX_CHARS = 4096;
  private static final int MAX_CONVERTERS = 32;

  private SampleReader() {}

  /**
   * A name and what stands in parentheses behind it.
   *
   * @param name of a fetch or a converter
   * @param arguments without their quotes
   * @param end where the text goes on
   */
  record Call(String name, List<String> arguments, int end) {
    String argument(int index) {
      return index < arguments.size() ? arguments.get(index) : "";
    }

    /** Returns an argument that is a whole number, or the default if it is absent. */
    int number(int index, int otherwise) throws NotEvaluableException {
      String text = argument(index);
      if (text.isEmpty()) {
        return otherwise;
      }
      if (!text.matches("-?[0-9]{1,8}")) {
        throw new NotEvaluableException("'" + text + "' is not a number in " + name + "(...)");
      }
      return Integer.parseInt(text);
    }

    void atMost(int count) throws NotEvaluableException {
      if (arguments.size() > count) {
        throw new NotEvaluableException(
            name + " takes " + (count == 0 ? "no" : "at most " + count) + " arguments");
      }
    }
  }

  /**
   * Returns the expression that a text spells.
   *
   * @throws NotEvaluableException if it is broken, or x0 cannot evaluate it
   */
  public static Sample read(String text, Lookup lookup) throws NotEvaluableException {
    if (text.length() > MAX_CHARS) {
      throw new NotEvaluableException("the expression is too long");
    }
    Call fetch = call(text, 0);
    Sample sample = Fetches.of(fetch, lookup);
    List<String> converters = new ArrayList<>();
    int next = fetch.end;
    while (next < text.length()) {
      if (text.charAt(next) != ',') {
        throw new NotEvaluableException("unexpected '" + text.substring(next) + "'");
      }
      Call converter = call(text, next + 1);
      converters.add(text.substring(next + 1, converter.end));
      if (converters.size() > MAX_CONVERTERS) {
        throw new NotEvaluableException("there are too many converters");
      }
      sample = Converters.apply(sample, converter, lookup);
      next = converter.end;
    }
    return new Sample(
        sample.fetch(), sample.arguments(), converters, sample.type(), sample.values());
  }

  /** Returns the name and arguments that begin at an index. */
  static Call call(String text, int from) throws NotEvaluableException {
    int next = from;
    while (next < text.length() && text.charAt(next) != '(' && text.charAt(next) != ',') {
      next++;
    }
    String name = text.substring(from, next).strip();
    if (name.isEmpty()) {
      throw new NotEvaluableException("a name is missing in '" + text + "'");
    }
    if (next == text.length() || text.charAt(next) == ',') {
      return new Call(name, List.of(), next);
    }
    List<String> arguments = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    char quote = 0;
    int depth = 0;
    for (next++; next < text.length(); next++) {
      char c = text.charAt(next);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          argument.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '\\'
          && next + 1 < text.length()
          && ",)('\"".indexOf(text.charAt(next + 1)) >= 0) {
        argument.append(text.charAt(++next));
      } else if (c == ')' && depth == 0) {
        if (!arguments.isEmpty() || argument.length() > 0) {
          arguments.add(argument.toString());
        }
        return new Call(name, arguments, next + 1);
      } else if (c == ',' && depth == 0) {
        arguments.add(argument.toString());
        argument.setLength(0);
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        argument.append(c);
      }
    }
    throw new NotEvaluableException("a closing parenthesis is missing in '" + text + "'");
  }
}
