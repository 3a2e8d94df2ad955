package io.x0.haproxy.model;

import com.google.re2j.Pattern;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Regexes;
import io.x0.haproxy.source.Line;
import java.util.BitSet;
import java.util.StringJoiner;
import java.util.regex.Matcher;

/** {@code option httpchk} and {@code http-check}. Stateless. */
final class CheckKeywords {
  private static final java.util.regex.Pattern HOST =
      java.util.regex.Pattern.compile("(?i)\\r?\\nhost:[ \\t]*([^\\r\\n]+)");

  private CheckKeywords() {}

  /** {@code option httpchk [METHOD] [URI] [VERSION]}, the last with header fields in old files. */
  static void httpchk(Line line, boolean on, ProxyDraft proxy) {
    if (!on) {
      proxy.check = proxy.check.withHttp(false);
      return;
    }
    String method = line.size() > 3 || line.text(2).matches("[A-Z]+") ? line.text(2) : "";
    String uri = method.isEmpty() ? line.text(2) : line.text(3);
    proxy.check = proxy.check.withHttp(true);
    if (line.size() > 2) {
      proxy.check =
          proxy.check.withRequest(method.isEmpty() ? "OPTIONS" : method, uri.isEmpty() ? "/" : uri);
    }
    String version = line.rest(4);
    Matcher host = HOST.matcher(version);
    if (host.find()) {
      proxy.check = proxy.check.withHost(host.group(1).strip());
    }
    if (version.strip().lines().skip(1).anyMatch(l -> !l.matches("(?i)(host:|connection:).*|"))) {
      proxy.lost(line.at(4), "option httpchk", "checks send no fields but Host");
    }
  }

  static void httpCheck(Line line, ProxyDraft proxy) {
    String keyword = "http-check " + line.text(1);
    switch (line.text(1)) {
      case "send" -> send(line, proxy);
      case "expect" -> {
        try {
          expect(line, proxy);
        } catch (NotEvaluableException e) {
          proxy.lost(line.at(), keyword, e.reason());
        }
      }
      case "disable-on-404" ->
          proxy.lost(line.at(), keyword, "an answer of 404 counts as a failed check");
      default -> proxy.lost(line.at(), keyword, "checks make one request, as http-check send says");
    }
  }

  private static void send(Line line, ProxyDraft proxy) {
    String method = proxy.check.method();
    String uri = proxy.check.uri();
    for (int i = 2; i < line.size(); i += 2) {
      String value = line.text(i + 1);
      switch (line.text(i)) {
        case "meth" -> method = value;
        case "uri", "uri-lf" -> uri = value;
        case "ver" -> {}
        case "hdr" -> {
          if (value.equalsIgnoreCase("host")) {
            proxy.check = proxy.check.withHost(line.text(i + 2));
          } else {
            proxy.lost(line.at(i), "http-check send", "checks do not send the field " + value);
          }
          i++;
        }
        default ->
            proxy.lost(line.at(i), "http-check send", "checks do not send '" + line.text(i) + "'");
      }
    }
    proxy.check = proxy.check.withRequest(method, uri);
  }

  private static void expect(Line line, ProxyDraft proxy) throws NotEvaluableException {
    int next = 2;
    while (line.text(next).matches("min-recv|comment|(ok|error|tout)-status|on-(success|error)")) {
      next += 2;
    }
    boolean negated = line.text(next).equals("!");
    next += negated ? 1 : 0;
    String pattern = line.text(next + 1);
    switch (line.text(next)) {
      case "status" -> proxy.check = proxy.check.withCodes(statuses(line.rest(next + 1), negated));
      case "rstatus" -> {
        Pattern compiled = Regexes.compile(pattern, false);
        BitSet codes = new BitSet();
        for (int code = 100; code < 600; code++) {
          codes.set(code, compiled.matcher(Integer.toString(code)).find() != negated);
        }
        proxy.check = proxy.check.withCodes(text(codes));
      }
      case "string", "rstring" -> {
        if (negated) {
          throw new NotEvaluableException("a body that must not contain something is not checked");
        }
        String regex = line.text(next).equals("string") ? Pattern.quote(pattern) : pattern;
        proxy.check =
            proxy.check.withBody(Regexes.compile(regex, false).pattern()).withCodes("100-599");
      }
      default ->
          throw new NotEvaluableException("x0 checks status and body only, not " + line.rest(next));
    }
  }

  private static String statuses(String text, boolean negated) throws NotEvaluableException {
    BitSet codes = new BitSet();
    for (String part : text.split("[, ]+", -1)) {
      if (!part.matches("[1-5][0-9][0-9](-[1-5][0-9][0-9])?")) {
        throw new NotEvaluableException("'" + part + "' is not a status");
      }
      int first = Integer.parseInt(part.substring(0, 3));
      int last = Integer.parseInt(part.substring(part.length() - 3));
      codes.set(first, Math.max(first, last) + 1);
    }
    if (negated) {
      codes.flip(100, 600);
    }
    return text(codes);
  }

  private static String text(BitSet codes) throws NotEvaluableException {
    StringJoiner text = new StringJoiner(",");
    int from = codes.nextSetBit(0);
    while (from >= 0) {
      int to = codes.nextClearBit(from) - 1;
      text.add(to == from ? Integer.toString(from) : from + "-" + to);
      from = codes.nextSetBit(to + 1);
    }
    if (text.length() == 0) {
      throw new NotEvaluableException("no status would be good");
    }
    return text.toString();
  }
}
