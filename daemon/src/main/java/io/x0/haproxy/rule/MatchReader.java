package io.x0.haproxy.rule;

import com.google.re2j.Pattern;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.haproxy.rule.Match.Kind;
import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Regexes;
import io.x0.haproxy.sample.SampleType;
import io.x0.haproxy.sample.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the flags and patterns of an ACL. One thread. */
final class MatchReader {
  private static final int MAX_PATTERNS = 1_000_000;

  private static final Map<String, Kind> METHODS =
      Map.ofEntries(
          Map.entry("found", Kind.FOUND),
          Map.entry("bool", Kind.TRUTH),
          Map.entry("int", Kind.NUMBER),
          Map.entry("ip", Kind.ADDRESS),
          Map.entry("str", Kind.EXACT),
          Map.entry("beg", Kind.BEGIN),
          Map.entry("end", Kind.END),
          Map.entry("sub", Kind.PART),
          Map.entry("dir", Kind.DIRECTORY),
          Map.entry("dom", Kind.DOMAIN),
          Map.entry("reg", Kind.REGEX),
          Map.entry("len", Kind.LENGTH));

  private final List<String> words;
  private final Lookup lookup;
  private final List<String> patterns = new ArrayList<>();
  private int next;
  private boolean ignoreCase;
  private @Nullable Kind kind;

  private MatchReader(List<String> words, Lookup lookup) {
    this.words = words;
    this.lookup = lookup;
  }

  /** Returns the way of comparing that a name such as {@code beg} means, or null. */
  static @Nullable Kind kind(String method) {
    return METHODS.get(method);
  }

  /**
   * Returns what flags and patterns mean.
   *
   * @param words what stands behind the expression
   * @param type what the expression yields
   * @param suffix how the name of the expression asks to compare, or null
   */
  static Match read(List<String> words, SampleType type, @Nullable Kind suffix, Lookup lookup)
      throws NotEvaluableException {
    MatchReader reader = new MatchReader(words, lookup);
    reader.kind = suffix;
    reader.flags();
    Kind kind = reader.kind == null ? byType(type) : reader.kind;
    reader.patterns(kind);
    return new Match(kind, reader.ignoreCase, reader.patterns, reader.fits(kind));
  }

  private static Kind byType(SampleType type) {
    return switch (type) {
      case TEXT -> Kind.EXACT;
      case NUMBER -> Kind.NUMBER;
      case TRUTH -> Kind.TRUTH;
      case ADDRESS -> Kind.ADDRESS;
    };
  }

  private void flags() throws NotEvaluableException {
    while (next < words.size() && words.get(next).startsWith("-") && !isNumber(words.get(next))) {
      String flag = words.get(next++);
      switch (flag) {
        case "-i" -> ignoreCase = true;
        case "-n", "-M" -> {}
        case "-u" -> next++;
        case "-m" -> {
          kind = kind(argument(flag));
          if (kind == null) {
            throw new NotEvaluableException("x0 does not compare by -m " + words.get(next - 1));
          }
        }
        case "-f" -> file(argument(flag));
        case "--" -> {
          return;
        }
        default -> throw new NotEvaluableException("x0 does not know the flag " + flag);
      }
    }
  }

  private static boolean isNumber(String text) {
    return text.length() > 1 && Character.isDigit(text.charAt(1));
  }

  private String argument(String flag) throws NotEvaluableException {
    if (next >= words.size()) {
      throw new NotEvaluableException("something is missing behind " + flag);
    }
    return words.get(next++);
  }

  private void file(String path) throws NotEvaluableException {
    String text =
        lookup
            .file(path)
            .orElseThrow(() -> new NotEvaluableException("the file " + path + " cannot be read"));
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .limit(MAX_PATTERNS)
        .forEach(patterns::add);
  }

  /** Takes the patterns. An operator before a number goes with it, and with those behind it. */
  private void patterns(Kind kind) {
    boolean numeric = kind == Kind.NUMBER || kind == Kind.LENGTH;
    // Generated files write 'eq --' also before texts, and HAProxy takes it.
    if (!numeric && next + 1 < words.size() && words.get(next).equals("eq")) {
      next += words.get(next + 1).equals("--") ? 2 : 0;
    }
    String operator = "";
    for (; next < words.size(); next++) {
      String word = words.get(next);
      if (numeric && Set.of("eq", "gt", "ge", "lt", "le").contains(word)) {
        operator = word.equals("eq") ? "" : word + " ";
      } else if (!numeric || !word.equals("--")) {
        patterns.add(operator + word);
      }
    }
  }

  private Predicate<Value> fits(Kind kind) throws NotEvaluableException {
    TextMatch texts = new TextMatch(patterns, ignoreCase);
    switch (kind) {
      case FOUND -> {
        return value -> true;
      }
      case TRUTH -> {
        return Value::isTrue;
      }
      case NUMBER -> {
        List<Span> spans = Span.all(patterns);
        return value ->
            value instanceof Value.Whole whole
                ? Span.any(spans, whole.number())
                : Span.any(spans, Value.leadingNumber(value.text()));
      }
      case LENGTH -> {
        List<Span> spans = Span.all(patterns);
        return value -> Span.any(spans, value.text().length());
      }
      case ADDRESS -> {
        return address();
      }
      case EXACT -> {
        return texts.equal();
      }
      case BEGIN -> {
        return texts.any(String::startsWith);
      }
      case END -> {
        return texts.any(String::endsWith);
      }
      case PART -> {
        return texts.any(String::contains);
      }
      case DIRECTORY -> {
        return texts.between("/?");
      }
      case DOMAIN -> {
        return texts.between("/?.:");
      }
      case REGEX -> {
        return regex();
      }
    }
    throw new IllegalStateException("kind " + kind);
  }

  private Predicate<Value> regex() throws NotEvaluableException {
    List<Pattern> all = new ArrayList<>();
    for (String pattern : patterns) {
      all.add(Regexes.compile(pattern, ignoreCase));
    }
    return value -> {
      String text = value.text();
      for (Pattern pattern : all) {
        if (pattern.matcher(text).find()) {
          return true;
        }
      }
      return false;
    };
  }

  private Predicate<Value> address() throws NotEvaluableException {
    List<Cidr> networks = new ArrayList<>();
    for (String pattern : patterns) {
      networks.add(Networks.parse(pattern));
    }
    return value -> {
      IpAddress address =
          value instanceof Value.Address a
              ? a.address()
              : IpAddress.parse(value.text()).orElse(null);
      if (address == null) {
        return false;
      }
      for (Cidr network : networks) {
        if (network.contains(address)) {
          return true;
        }
      }
      return false;
    };
  }
}
