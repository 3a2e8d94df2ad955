package io.x0.haproxy.rule;

import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Sample;
import io.x0.haproxy.sample.SampleReader;
import io.x0.haproxy.source.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The named tests of one proxy. Several of one name are one test, of which one must hold. One
 * thread.
 */
public final class Acls {
  private static final Map<String, String> PREDEFINED =
      Map.ofEntries(
          Map.entry("TRUE", "always_true"),
          Map.entry("FALSE", "always_false"),
          Map.entry("HTTP", "req.proto_http"),
          Map.entry("WAIT_END", "wait_end"),
          Map.entry("LOCALHOST", "src 127.0.0.1/8 ::1"),
          Map.entry("HTTP_CONTENT", "hdr_val(content-length) gt 0"),
          Map.entry("HTTP_URL_ABS", "url_reg ^[^/:]*://"),
          Map.entry("HTTP_URL_SLASH", "url_beg /"),
          Map.entry("HTTP_URL_STAR", "url *"),
          Map.entry("METH_CONNECT", "method CONNECT"),
          Map.entry("METH_DELETE", "method DELETE"),
          Map.entry("METH_GET", "method GET HEAD"),
          Map.entry("METH_HEAD", "method HEAD"),
          Map.entry("METH_OPTIONS", "method OPTIONS"),
          Map.entry("METH_POST", "method POST"),
          Map.entry("METH_PUT", "method PUT"),
          Map.entry("METH_TRACE", "method TRACE"));

  private final Lookup lookup;
  private final Map<String, List<List<String>>> definitions = new LinkedHashMap<>();
  private final Map<String, Condition> conditions = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();

  /**
   * @param lookup what expressions refer to
   */
  public Acls(Lookup lookup) {
    this.lookup = lookup;
  }

  /** Adds a definition. It is not read before {@link #named} asks for it. */
  public void define(String name, List<String> words) {
    definitions.computeIfAbsent(name, n -> new ArrayList<>()).add(List.copyOf(words));
  }

  /** Returns what expressions refer to. */
  Lookup lookup() {
    return lookup;
  }

  /**
   * Returns the test of a name: one of its definitions holds.
   *
   * @throws NotEvaluableException if there is none, or one of them cannot be evaluated
   */
  Condition named(String name) throws NotEvaluableException {
    Condition known = conditions.get(name);
    if (known != null) {
      return known;
    }
    String failure = failures.get(name);
    if (failure != null) {
      throw new NotEvaluableException(failure);
    }
    try {
      Condition condition = read(name);
      conditions.put(name, condition);
      return condition;
    } catch (NotEvaluableException e) {
      String reason = "acl " + name + ": " + e.reason();
      failures.put(name, reason);
      throw new NotEvaluableException(reason);
    }
  }

  private Condition read(String name) throws NotEvaluableException {
    List<List<String>> lines = definitions.get(name);
    if (lines == null) {
      String predefined = PREDEFINED.get(name);
      if (predefined == null) {
        throw new NotEvaluableException("it is not defined");
      }
      lines = List.of(List.of(predefined.split(" ", -1)));
    }
    List<Condition> any = new ArrayList<>();
    for (List<String> line : lines) {
      any.add(test(line));
    }
    return any.size() == 1 ? any.get(0) : new Condition.AnyOf(any);
  }

  /**
   * Returns the test that the words of a definition mean.
   *
   * @throws NotEvaluableException if x0 cannot evaluate it
   */
  Condition test(List<String> words) throws NotEvaluableException {
    if (words.isEmpty()) {
      throw new NotEvaluableException("the test is empty");
    }
    String expression = words.get(0);
    int end = 0;
    while (end < expression.length() && "(,".indexOf(expression.charAt(end)) < 0) {
      end++;
    }
    int underscore = expression.lastIndexOf('_', end - 1);
    Match.@Nullable Kind suffix = null;
    String suffixName = underscore < 0 ? "" : expression.substring(underscore + 1, end);
    if (suffixName.length() == 3 && !suffixName.equals("int")) {
      suffix = MatchReader.kind(suffixName);
    }
    if (suffix != null) {
      expression = expression.substring(0, underscore) + expression.substring(end);
    }
    Sample sample = SampleReader.read(expression, lookup);
    Match match = MatchReader.read(words.subList(1, words.size()), sample.type(), suffix, lookup);
    return new Condition.Test(sample, match);
  }

  /** Returns the words of {@code words} as texts. */
  static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }
}
