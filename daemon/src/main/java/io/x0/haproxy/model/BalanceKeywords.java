package io.x0.haproxy.model;

import io.x0.haproxy.model.Balancing.Algorithm;
import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Sample;
import io.x0.haproxy.sample.SampleReader;
import io.x0.haproxy.source.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code balance}, {@code cookie} and {@code stick}. One thread. */
final class BalanceKeywords {
  private final Lookup lookup;

  BalanceKeywords(Lookup lookup) {
    this.lookup = lookup;
  }

  void balance(Line line, ProxyDraft proxy) {
    proxy.balancingGiven = true;
    String word = line.text(1);
    int open = word.indexOf('(');
    String argument = open < 0 ? "" : word.substring(open + 1).replace(")", "");
    switch (open < 0 ? word : word.substring(0, open)) {
      case "roundrobin", "static-rr" -> proxy.balancing = Balancing.DEFAULT;
      case "leastconn" -> plain(Algorithm.LEAST_CONNECTIONS, proxy);
      case "first" -> plain(Algorithm.FIRST, proxy);
      case "random" -> plain(Algorithm.RANDOM, proxy);
      case "source" -> hash("src", line, proxy);
      case "uri" -> uri(line, proxy);
      case "url_param" -> hash("url_param(" + line.text(2) + ")", line, proxy);
      case "hdr" -> hash("req.hdr(" + argument + ")", line, proxy);
      case "hash" -> hash(line.text(2), line, proxy);
      case "rdp-cookie" -> proxy.refuse(line.at(), "balance", "rdp-cookie is not about HTTP");
      default -> proxy.lost(line.at(), "balance", "x0 does not know '" + word + "'; roundrobin");
    }
  }

  private static void plain(Algorithm algorithm, ProxyDraft proxy) {
    proxy.balancing = new Balancing(algorithm, Optional.empty());
  }

  private void uri(Line line, ProxyDraft proxy) {
    boolean whole = line.from(2).stream().anyMatch(w -> w.text().equals("whole"));
    if (line.rest(2).matches(".*\\b(len|depth)\\b.*")) {
      proxy.lost(line.at(2), "balance uri", "the whole path counts, not its beginning");
    }
    hash(whole ? "url" : "path", line, proxy);
  }

  private void hash(String expression, Line line, ProxyDraft proxy) {
    try {
      Sample key = SampleReader.read(expression, lookup);
      proxy.balancing = new Balancing(Algorithm.HASH, Optional.of(key));
    } catch (NotEvaluableException e) {
      proxy.balancing = Balancing.DEFAULT;
      proxy.lost(line.at(), "balance", e.reason() + "; roundrobin");
    }
  }

  /** A table of clients becomes a hash of them, if nothing else is asked for. */
  void stick(Line line, ProxyDraft proxy) {
    boolean byClient = line.text(1).equals("on") && line.text(2).equals("src") && line.size() < 6;
    if (byClient && !proxy.balancingGiven) {
      hash("src", line, proxy);
      proxy.lost(line.at(), "stick on", "clients stick to servers by a hash of their address");
    } else {
      proxy.lost(line.at(), "stick " + line.text(1), "sessions do not stick");
    }
  }

  void cookie(Line line, ProxyDraft proxy) {
    StickyCookie.Mode mode = StickyCookie.Mode.PASSIVE;
    boolean indirect = false;
    boolean nocache = false;
    List<String> attributes = new ArrayList<>();
    List<String> domains = new ArrayList<>();
    Duration maxIdle = Duration.ZERO;
    Duration maxLife = Duration.ZERO;
    for (int i = 2; i < line.size(); i++) {
      String word = line.text(i);
      switch (word) {
        case "insert" -> mode = StickyCookie.Mode.INSERT;
        case "prefix" -> mode = StickyCookie.Mode.PREFIX;
        case "rewrite" -> mode = StickyCookie.Mode.REWRITE;
        case "indirect" -> indirect = true;
        case "nocache" -> nocache = true;
        case "httponly" -> attributes.add("HttpOnly");
        case "secure" -> attributes.add("Secure");
        case "domain" -> domains.add(line.text(++i));
        case "attr" -> attributes.add(line.text(++i));
        case "maxidle" -> maxIdle = time(line.text(++i));
        case "maxlife" -> maxLife = time(line.text(++i));
        case "postonly", "preserve", "dynamic" ->
            proxy.lost(line.at(i), "cookie " + word, "the cookie works without it");
        default -> proxy.lost(line.at(i), "cookie", "unexpected '" + word + "'");
      }
    }
    if (!line.text(1).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")) {
      proxy.lost(line.at(), "cookie", "the name is missing; sessions do not stick");
      return;
    }
    proxy.cookie =
        Optional.of(
            new StickyCookie(
                line.text(1), mode, indirect, nocache, attributes, domains, maxIdle, maxLife));
  }

  /** Here, and only here, a bare number is in seconds. */
  private static Duration time(String text) {
    return TimeText.parse(text.matches("[0-9]{1,9}") ? text + "s" : text).orElse(Duration.ZERO);
  }
}
