package io.x0.haproxy.sample;

import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.SampleReader.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What can be fetched from header fields. {@code hdr} sees the values between commas, {@code fhdr}
 * whole lines. Stateless.
 */
final class HeaderFetches {
  private HeaderFetches() {}

  /** Returns the fetch that a call names. */
  static Sample of(Call call) throws NotEvaluableException {
    return switch (call.name()) {
      case "hdr", "req.hdr" -> texts(call, HeaderFetches::request, true);
      case "fhdr", "req.fhdr" -> texts(call, HeaderFetches::request, false);
      case "res.hdr", "shdr" -> texts(call, HeaderFetches::response, true);
      case "res.fhdr" -> texts(call, HeaderFetches::response, false);
      case "hdr_cnt", "req.hdr_cnt" -> count(call, HeaderFetches::request, true);
      case "fhdr_cnt", "req.fhdr_cnt" -> count(call, HeaderFetches::request, false);
      case "res.hdr_cnt", "shdr_cnt" -> count(call, HeaderFetches::response, true);
      case "res.fhdr_cnt" -> count(call, HeaderFetches::response, false);
      case "hdr_val", "req.hdr_val" -> {
        Sample texts = texts(call, HeaderFetches::request, true);
        yield Fetches.many(call, 2, SampleType.NUMBER, f -> numbers(texts.values().apply(f)));
      }
      case "hdr_ip", "req.hdr_ip" -> {
        Sample texts = texts(call, HeaderFetches::request, true);
        yield Fetches.many(call, 2, SampleType.ADDRESS, f -> addresses(texts.values().apply(f)));
      }
      default -> throw new NotEvaluableException("x0 does not know '" + call.name() + "'");
    };
  }

  private interface Source {
    List<String> lines(Facts facts, String name);
  }

  private static List<String> request(Facts facts, String name) {
    return facts.request().headers(name);
  }

  private static List<String> response(Facts facts, String name) {
    return facts.response().map(r -> r.headers(name)).orElse(List.of());
  }

  private static Sample texts(Call call, Source source, boolean split)
      throws NotEvaluableException {
    String name = Fetches.needed(call);
    int occurrence = call.number(1, 0);
    Function<Facts, List<Value>> all =
        facts -> {
          List<Value> values = values(source.lines(facts, name), split);
          int index = occurrence < 0 ? values.size() + occurrence : occurrence - 1;
          if (occurrence == 0) {
            return values;
          }
          return index < 0 || index >= values.size() ? List.of() : List.of(values.get(index));
        };
    return Fetches.many(call, 2, SampleType.TEXT, all);
  }

  private static Sample count(Call call, Source source, boolean split)
      throws NotEvaluableException {
    String name = Fetches.needed(call);
    return Fetches.many(
        call,
        1,
        SampleType.NUMBER,
        f -> List.of(new Value.Whole(values(source.lines(f, name), split).size())));
  }

  private static List<Value> values(List<String> lines, boolean split) {
    List<Value> values = new ArrayList<>();
    for (String line : lines) {
      if (!split) {
        values.add(new Value.Text(line));
        continue;
      }
      boolean quoted = false;
      int from = 0;
      for (int i = 0; i <= line.length(); i++) {
        char c = i == line.length() ? ',' : line.charAt(i);
        if (c == '"' && (i == 0 || line.charAt(i - 1) != '\\')) {
          quoted = !quoted;
        } else if (i == line.length() || (c == ',' && !quoted)) {
          values.add(new Value.Text(line.substring(from, i).strip()));
          from = i + 1;
        }
      }
    }
    return values;
  }

  private static List<Value> numbers(List<Value> texts) {
    List<Value> numbers = new ArrayList<>();
    for (Value text : texts) {
      numbers.add(new Value.Whole(Value.leadingNumber(text.text())));
    }
    return numbers;
  }

  private static List<Value> addresses(List<Value> texts) {
    List<Value> addresses = new ArrayList<>();
    for (Value text : texts) {
      IpAddress.parse(text.text()).ifPresent(a -> addresses.add(new Value.Address(a)));
    }
    return addresses;
  }
}
