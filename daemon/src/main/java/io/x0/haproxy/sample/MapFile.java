package io.x0.haproxy.sample;

import com.google.re2j.Pattern;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.SampleReader.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Converters that look a key up in a file: {@code map}, {@code map_beg}, {@code map_reg}.
 * Stateless.
 */
final class MapFile {
  private MapFile() {}

  /** A key and its value. */
  private record Entry(String key, String value) {}

  static Sample apply(Sample sample, Call call, Lookup lookup) throws NotEvaluableException {
    if (!call.name().equals("map") && !call.name().startsWith("map_")) {
      throw new NotEvaluableException("x0 does not know the converter '" + call.name() + "'");
    }
    call.atMost(2);
    Function<Value, Optional<String>> map = map(call.name(), entries(lookup, Fetches.needed(call)));
    Optional<Value> otherwise =
        call.arguments().size() > 1 ? Converters.some(call.argument(1)) : Optional.empty();
    return Converters.each(
        sample,
        SampleType.TEXT,
        v -> {
          Optional<Value> found = map.apply(v).map(Value.Text::new);
          return found.isPresent() ? found : otherwise;
        });
  }

  /** Returns the lines of a file of patterns, without comments. */
  static List<String> lines(Lookup lookup, String path) throws NotEvaluableException {
    String text =
        lookup
            .file(path)
            .orElseThrow(() -> new NotEvaluableException("the file " + path + " cannot be read"));
    List<String> lines = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(lines::add);
    return lines;
  }

  private static List<Entry> entries(Lookup lookup, String path) throws NotEvaluableException {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines(lookup, path)) {
      int end = 0;
      while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
        end++;
      }
      entries.add(new Entry(line.substring(0, end), line.substring(end).strip()));
    }
    return entries;
  }

  private static Function<Value, Optional<String>> map(String name, List<Entry> entries)
      throws NotEvaluableException {
    return switch (name) {
      case "map", "map_str", "map_str_str" -> exact(entries);
      case "map_beg", "map_beg_str" -> longestPrefix(entries);
      case "map_end" -> first(entries, (text, key) -> text.endsWith(key));
      case "map_sub" -> first(entries, (text, key) -> text.contains(key));
      case "map_reg" -> regular(entries);
      case "map_ip" -> network(entries);
      default -> throw new NotEvaluableException("x0 does not know the converter '" + name + "'");
    };
  }

  private interface Fit {
    boolean fits(String text, String key);
  }

  private static Function<Value, Optional<String>> exact(List<Entry> entries) {
    Map<String, String> map = new HashMap<>();
    entries.forEach(e -> map.putIfAbsent(e.key, e.value));
    return v -> Optional.ofNullable(map.get(v.text()));
  }

  private static Function<Value, Optional<String>> first(List<Entry> entries, Fit fit) {
    return v -> {
      String text = v.text();
      return entries.stream().filter(e -> fit.fits(text, e.key)).map(Entry::value).findFirst();
    };
  }

  private static Function<Value, Optional<String>> longestPrefix(List<Entry> entries) {
    Map<String, String> map = new HashMap<>();
    entries.forEach(e -> map.putIfAbsent(e.key, e.value));
    int longest = entries.stream().mapToInt(e -> e.key.length()).max().orElse(0);
    return v -> {
      String text = v.text();
      for (int length = Math.min(longest, text.length()); length > 0; length--) {
        String value = map.get(text.substring(0, length));
        if (value != null) {
          return Optional.of(value);
        }
      }
      return Optional.empty();
    };
  }

  private record Rule(Pattern pattern, String value) {}

  private static Function<Value, Optional<String>> regular(List<Entry> entries)
      throws NotEvaluableException {
    List<Rule> rules = new ArrayList<>();
    for (Entry entry : entries) {
      rules.add(new Rule(Regexes.compile(entry.key, false), entry.value));
    }
    return v -> {
      String text = v.text();
      return rules.stream()
          .filter(r -> r.pattern.matcher(text).find())
          .map(Rule::value)
          .findFirst();
    };
  }

  private record Network(Cidr cidr, String value) {}

  private static Function<Value, Optional<String>> network(List<Entry> entries)
      throws NotEvaluableException {
    List<Network> networks = new ArrayList<>();
    for (Entry entry : entries) {
      Cidr cidr =
          Cidr.parse(entry.key)
              .orElseThrow(() -> new NotEvaluableException("'" + entry.key + "' is no network"));
      networks.add(new Network(cidr, entry.value));
    }
    networks.sort((a, b) -> Integer.compare(b.cidr.prefix(), a.cidr.prefix()));
    return v -> {
      Optional<IpAddress> address =
          v instanceof Value.Address a ? Optional.of(a.address()) : IpAddress.parse(v.text());
      return address.flatMap(
          a -> networks.stream().filter(n -> n.cidr.contains(a)).map(Network::value).findFirst());
    };
  }
}
