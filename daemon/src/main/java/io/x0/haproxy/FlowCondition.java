package io.x0.haproxy;

import io.x0.flow.value.Cidr;
import io.x0.haproxy.rule.Condition;
import io.x0.haproxy.rule.Match;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Conditions in the words of Flow. Stateless. */
final class FlowCondition {
  /** Flow takes expressions 200 levels deep; conditions of conditions add up. */
  private static final int LONGEST_CHAIN = 30;

  private static final int GROUP = 8;

  private FlowCondition() {}

  /**
   * Returns a condition of Flow that holds when another does.
   *
   * @throws NotEvaluableException if Flow cannot say it
   */
  static String of(Condition condition) throws NotEvaluableException {
    if (condition instanceof Condition.Constant constant) {
      return constant.value() ? "true" : "false";
    } else if (condition instanceof Condition.Not not) {
      return "not (" + of(not.of()) + ")";
    } else if (condition instanceof Condition.AllOf all) {
      return joined(all.terms(), " and ");
    } else if (condition instanceof Condition.AnyOf any) {
      return joined(any.terms(), " or ");
    } else if (condition instanceof Condition.Test test) {
      return test(test.sample(), test.match());
    }
    throw new IllegalStateException("condition " + condition);
  }

  private static String joined(List<Condition> terms, String word) throws NotEvaluableException {
    List<String> joined = new ArrayList<>();
    for (Condition term : terms) {
      joined.add("(" + of(term) + ")");
    }
    return chain(joined, word);
  }

  /** Returns the terms with a word between them; long chains in groups, which nest less deep. */
  private static String chain(List<String> terms, String word) {
    List<String> links = terms;
    while (links.size() > LONGEST_CHAIN) {
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < links.size(); i += GROUP) {
        List<String> group = links.subList(i, Math.min(links.size(), i + GROUP));
        groups.add("(" + String.join(word, group) + ")");
      }
      links = groups;
    }
    return String.join(word, links);
  }

  private static String test(Sample sample, Match match) throws NotEvaluableException {
    boolean folded = match.ignoreCase() || sample.converters().equals(List.of("lower"));
    if (!sample.converters().isEmpty() && !sample.converters().equals(List.of("lower"))) {
      throw new NotEvaluableException("Flow has no converters such as " + sample.converters());
    }
    String subject = subject(sample);
    List<String> patterns = match.patterns();
    return switch (match.kind()) {
      case TRUTH -> truth(sample, subject);
      case FOUND -> subject + " != ''";
      case NUMBER -> numbers(subject, patterns);
      case ADDRESS -> networks(subject, patterns);
      case EXACT -> folded ? anyRegex(subject, "(?i)^", patterns, "$") : exact(subject, patterns);
      case BEGIN ->
          folded ? anyRegex(subject, "(?i)^", patterns, "") : each(subject + " =^ ", patterns, "");
      case END ->
          folded ? anyRegex(subject, "(?i)", patterns, "$") : each(subject + " =$ ", patterns, "");
      case PART ->
          folded ? anyRegex(subject, "(?i)", patterns, "") : each("", patterns, " in " + subject);
      case DIRECTORY -> between(subject, patterns, folded, "/?");
      case DOMAIN -> between(subject, patterns, folded, "/?.:");
      case REGEX -> regexes(subject, patterns, folded);
      case LENGTH -> throw new NotEvaluableException("Flow does not know lengths");
    };
  }

  private static String subject(Sample sample) throws NotEvaluableException {
    String argument = sample.arguments().isEmpty() ? "" : sample.arguments().get(0);
    if (sample.arguments().size() > 1) {
      throw new NotEvaluableException("Flow knows the first field only");
    }
    return switch (sample.fetch()) {
      case "path" -> "req.path";
      case "pathq", "url" -> "req.url";
      case "query" -> "req.query";
      case "method" -> "req.method";
      case "hdr", "req.hdr", "fhdr", "req.fhdr" -> "req.header(" + FlowText.quoted(argument) + ")";
      case "cook", "req.cook" -> "req.cookie(" + FlowText.quoted(argument) + ")";
      case "url_param", "urlp" -> "req.query_param(" + FlowText.quoted(argument) + ")";
      case "src" -> "req.remoteip";
      case "dst" -> "req.localip";
      case "src_port" -> "req.remoteport";
      case "dst_port" -> "req.localport";
      case "ssl_fc" -> "req.is_secure";
      case "always_true", "wait_end", "req.proto_http", "req_proto_http" -> "true";
      case "always_false" -> "false";
      default -> throw new NotEvaluableException("Flow has no '" + sample.fetch() + "'");
    };
  }

  private static String truth(Sample sample, String subject) throws NotEvaluableException {
    if (subject.equals("true") || subject.equals("false") || subject.equals("req.is_secure")) {
      return subject;
    }
    throw new NotEvaluableException("Flow has no truth of '" + sample.fetch() + "'");
  }

  private static String exact(String subject, List<String> patterns) throws NotEvaluableException {
    if (patterns.size() == 1) {
      return subject + " == " + FlowText.quoted(patterns.get(0));
    }
    StringJoiner all = new StringJoiner(", ", subject + " in [", "]");
    for (String pattern : patterns) {
      all.add(FlowText.quoted(pattern));
    }
    return patterns.isEmpty() ? "false" : all.toString();
  }

  private static String each(String before, List<String> patterns, String after)
      throws NotEvaluableException {
    List<String> any = new ArrayList<>();
    for (String pattern : patterns) {
      any.add(before + FlowText.quoted(pattern) + after);
    }
    return patterns.isEmpty() ? "false" : chain(any, " or ");
  }

  private static String regex(String subject, String pattern) throws NotEvaluableException {
    return subject + " =~ " + FlowText.regex(pattern);
  }

  /** Returns that one of the texts is there, between what stands before and behind all of them. */
  private static String anyRegex(String subject, String before, List<String> texts, String behind)
      throws NotEvaluableException {
    List<String> any = new ArrayList<>();
    for (String pattern : FlowText.oneOf(texts)) {
      any.add(regex(subject, before + pattern + behind));
    }
    return chain(any, " or ");
  }

  private static String regexes(String subject, List<String> patterns, boolean folded)
      throws NotEvaluableException {
    List<String> any = new ArrayList<>();
    for (String pattern : patterns) {
      any.add(regex(subject, (folded ? "(?i)" : "") + pattern));
    }
    return patterns.isEmpty() ? "false" : chain(any, " or ");
  }

  private static String between(
      String subject, List<String> patterns, boolean folded, String delimiters)
      throws NotEvaluableException {
    List<String> bare = new ArrayList<>();
    for (String pattern : patterns) {
      String word = pattern.replaceAll("^[" + delimiters + "]+|[" + delimiters + "]+$", "");
      if (!word.isEmpty()) {
        bare.add(word);
      }
    }
    if (bare.isEmpty()) {
      return "false";
    }
    String edge = "[" + delimiters + "]";
    return anyRegex(
        subject, (folded ? "(?i)" : "") + "(?:^|" + edge + ")", bare, "(?:$|" + edge + ")");
  }

  private static String networks(String subject, List<String> patterns)
      throws NotEvaluableException {
    if (!subject.endsWith("ip")) {
      throw new NotEvaluableException("Flow takes no address from a text");
    }
    StringJoiner all = new StringJoiner(", ", subject + " in [", "]");
    for (String pattern : patterns) {
      Cidr network =
          Cidr.parse(pattern)
              .orElseThrow(() -> new NotEvaluableException("'" + pattern + "' is no network"));
      all.add(network.toString());
    }
    return patterns.isEmpty() ? "false" : all.toString();
  }

  private static String numbers(String subject, List<String> patterns)
      throws NotEvaluableException {
    if (!subject.endsWith("port")) {
      throw new NotEvaluableException("Flow has no number of '" + subject + "'");
    }
    List<String> any = new ArrayList<>();
    for (String pattern : patterns) {
      int blank = pattern.indexOf(' ');
      int colon = pattern.indexOf(':');
      String number = pattern.substring(blank + 1);
      if (blank > 0) {
        any.add(subject + " " + operator(pattern.substring(0, blank)) + " " + number);
      } else if (colon < 0) {
        any.add(subject + " == " + number);
      } else {
        String low = colon == 0 ? "0" : pattern.substring(0, colon);
        String high = pattern.substring(colon + 1);
        any.add(
            "("
                + subject
                + " >= "
                + low
                + (high.isEmpty() ? "" : " and " + subject + " <= " + high)
                + ")");
      }
    }
    return patterns.isEmpty() ? "false" : chain(any, " or ");
  }

  private static String operator(String name) {
    return switch (name) {
      case "gt" -> ">";
      case "ge" -> ">=";
      case "lt" -> "<";
      case "le" -> "<=";
      default -> "==";
    };
  }
}
