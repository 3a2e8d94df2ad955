package io.x0.haproxy.sample;

import com.google.re2j.Pattern;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.SampleReader.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What can be made of what was fetched. Stateless. */
final class Converters {
  private static final String BLANKS = " \t";

  private Converters() {}

  /** Returns {@code sample} with one more converter. */
  static Sample apply(Sample sample, Call call, Lookup lookup) throws NotEvaluableException {
    return switch (call.name()) {
      case "lower" -> text(sample, t -> t.toLowerCase(Locale.ROOT));
      case "upper" -> text(sample, t -> t.toUpperCase(Locale.ROOT));
      case "host_only" -> text(sample, Converters::hostOnly);
      case "ltrim" -> {
        String trimmed = call.argument(0).isEmpty() ? BLANKS : call.argument(0);
        yield text(sample, t -> t.substring(first(t, trimmed)));
      }
      case "rtrim" -> {
        String trimmed = call.argument(0).isEmpty() ? BLANKS : call.argument(0);
        yield text(sample, t -> t.substring(0, last(t, trimmed)));
      }
      case "url_dec" -> text(sample, Converters::urlDecoded);
      case "hex" ->
          each(
              sample,
              SampleType.TEXT,
              v -> some(HexFormat.of().withUpperCase().formatHex(Fetches.bytes(v))));
      case "base64" ->
          each(
              sample,
              SampleType.TEXT,
              v -> some(Base64.getEncoder().encodeToString(Fetches.bytes(v))));
      case "b64dec" -> each(sample, SampleType.TEXT, v -> base64(v.text()));
      case "length" ->
          each(sample, SampleType.NUMBER, v -> Optional.of(new Value.Whole(v.text().length())));
      case "bool" -> each(sample, SampleType.TRUTH, v -> Optional.of(new Value.Truth(v.isTrue())));
      case "not" -> each(sample, SampleType.TRUTH, v -> Optional.of(new Value.Truth(!v.isTrue())));
      case "iif" -> {
        String then = call.argument(0);
        String otherwise = call.argument(1);
        yield each(sample, SampleType.TEXT, v -> some(v.isTrue() ? then : otherwise));
      }
      case "bytes" -> {
        int from = call.number(0, 0);
        int count = call.number(1, Integer.MAX_VALUE);
        yield text(sample, t -> part(t, from, count));
      }
      case "field", "word" -> parts(sample, call);
      case "regsub" -> regsub(sample, call);
      case "ipmask" -> ipmask(sample, call);
      default -> MapFile.apply(sample, call, lookup);
    };
  }

  static Sample each(Sample sample, SampleType type, Function<Value, Optional<Value>> converter) {
    Function<Facts, List<Value>> values =
        facts -> {
          List<Value> converted = new ArrayList<>();
          for (Value value : sample.values().apply(facts)) {
            converter.apply(value).ifPresent(converted::add);
          }
          return converted;
        };
    return new Sample(sample.fetch(), sample.arguments(), List.of(), type, values);
  }

  private static Sample text(Sample sample, UnaryOperator<String> converter) {
    return each(sample, SampleType.TEXT, v -> some(converter.apply(v.text())));
  }

  static Optional<Value> some(String text) {
    return Optional.of(new Value.Text(text));
  }

  private static Optional<Value> base64(String text) {
    try {
      return some(new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String hostOnly(String host) {
    int close = host.startsWith("[") ? host.indexOf(']') : -1;
    int colon = host.indexOf(':', Math.max(0, close));
    return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
  }

  private static int first(String text, String trimmed) {
    int index = 0;
    while (index < text.length() && trimmed.indexOf(text.charAt(index)) >= 0) {
      index++;
    }
    return index;
  }

  private static int last(String text, String trimmed) {
    int index = text.length();
    while (index > 0 && trimmed.indexOf(text.charAt(index - 1)) >= 0) {
      index--;
    }
    return index;
  }

  private static String part(String text, int from, int count) {
    int start = Math.min(text.length(), Math.max(0, from));
    return text.substring(start, (int) Math.min(text.length(), (long) start + Math.max(0, count)));
  }

  private static String urlDecoded(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low >= 0) {
        out.append((char) (16 * high + low));
        i += 2;
      } else {
        out.append(c == '+' ? ' ' : c);
      }
    }
    return out.toString();
  }

  private static Sample parts(Sample sample, Call call) throws NotEvaluableException {
    boolean words = call.name().equals("word");
    int index = call.number(0, 0);
    String delimiters = call.argument(1);
    if (index == 0 || delimiters.isEmpty() || call.arguments().size() > 2) {
      throw new NotEvaluableException(call.name() + " needs an index and delimiters");
    }
    return each(
        sample,
        SampleType.TEXT,
        v -> {
          List<String> parts = split(v.text(), delimiters, words);
          int at = index > 0 ? index - 1 : parts.size() + index;
          return at < 0 || at >= parts.size() ? Optional.empty() : some(parts.get(at));
        });
  }

  private static List<String> split(String text, String delimiters, boolean words) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || delimiters.indexOf(text.charAt(i)) >= 0) {
        if (!words || i > from) {
          parts.add(text.substring(from, i));
        }
        from = i + 1;
      }
    }
    return parts;
  }

  private static Sample regsub(Sample sample, Call call) throws NotEvaluableException {
    String flags = call.argument(2);
    Pattern pattern = Regexes.compile(call.argument(0), flags.contains("i"));
    Replacement replacement = Replacement.of(call.argument(1), pattern);
    boolean all = flags.contains("g");
    return text(sample, t -> replacement.in(t, pattern, all));
  }

  private static Sample ipmask(Sample sample, Call call) throws NotEvaluableException {
    int v4 = call.number(0, -1);
    int v6 = call.number(1, 128);
    if (v4 < 0 || v4 > 32 || v6 < 0 || v6 > 128) {
      throw new NotEvaluableException("ipmask needs lengths of networks");
    }
    return each(
        sample,
        SampleType.ADDRESS,
        v -> {
          Optional<IpAddress> address =
              v instanceof Value.Address a ? Optional.of(a.address()) : IpAddress.parse(v.text());
          return address.map(
              a -> new Value.Address(new Cidr(a, a.isV4() ? 96 + v4 : v6).network()));
        });
  }
}
