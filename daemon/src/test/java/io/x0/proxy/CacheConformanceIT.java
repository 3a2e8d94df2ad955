package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.HttpDate;
import io.x0.proxy.CacheCase.Source;
import io.x0.proxy.CacheCase.Step;
import io.x0.proxy.RawClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The requirements of RFC 9111 and its relatives, one case for each, on real sockets. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheConformanceIT {
  private static final Pattern DATE = Pattern.compile("\\{now([+-]\\d+)\\}");
  private static final Map<String, String> SETTINGS =
      Map.of("cache-enabled", "true", "max-retry-count", "0", "queue-timeout", "2s");

  private final ShiftedClock clock = new ShiftedClock();
  private final AtomicReference<Step> step = new AtomicReference<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private ProxyRig rig;
  private ScriptedBackend origin;

  @BeforeAll
  void start() throws Exception {
    rig = new ProxyRig(clock);
    origin = rig.backend(this::serve);
  }

  @AfterAll
  void stop() throws Exception {
    rig.close();
  }

  static List<CacheCase> cases() {
    return Stream.of(
            FreshnessCases.all(),
            DirectiveCases.all(),
            VaryCases.all(),
            ConditionalCases.all(),
            RangeCases.all(),
            StorageCases.all(),
            StaleCases.all(),
            MethodCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void cases_haveNamesOfTheirOwn() {
    assertThat(cases()).hasSizeGreaterThan(200);
    assertThat(cases().stream().map(one -> one.id)).doesNotHaveDuplicates();
  }

  private void serve(ScriptedBackend.Connection connection) throws Exception {
    for (String head = connection.readRequest(); head != null; head = connection.readRequest()) {
      Matcher length = Pattern.compile("(?im)^content-length: (\\d+)").matcher(head);
      if (length.find()) {
        connection.read(Integer.parseInt(length.group(1)));
      }
      asked.add(head);
      Step now = step.get();
      if (now.isCut) {
        return;
      }
      if (!now.raw.isEmpty()) {
        connection.write(dated(now.raw));
        return;
      }
      connection.write(answer(now));
    }
  }

  private String answer(Step now) {
    boolean isBare = now.originStatus == 204 || now.originStatus == 304;
    StringBuilder text = new StringBuilder("HTTP/1.1 " + now.originStatus + " Said\r\n");
    for (String field : now.originFields) {
      text.append(dated(field)).append("\r\n");
    }
    boolean isFramed =
        now.originFields.stream()
            .anyMatch(f -> f.toLowerCase(Locale.ROOT).startsWith("content-length:"));
    if (!isBare && !isFramed) {
      text.append("Content-Length: ").append(now.originBody.length()).append("\r\n");
    }
    text.append("\r\n");
    return now.method.equals("HEAD") || isBare ? text.toString() : text + now.originBody;
  }

  private String dated(String text) {
    return DATE.matcher(text)
        .replaceAll(
            date ->
                HttpDate.format(
                    clock.now().getEpochSecond() + Long.parseLong(date.group(1).replace("+", ""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void requirement(CacheCase one) throws Exception {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.putAll(one.settings);
    rig.balance(settings, origin);
    List<String> bodies = new ArrayList<>();
    int lastStatus = 200;
    String lastBody = "";
    for (int i = 0; i < one.steps.size(); i++) {
      Step now = one.steps.get(i);
      if (!now.isBodyGiven) {
        now.originBody = one.id + "-" + (i + 1);
      }
      bodies.add(now.originBody);
      step.set(now);
      asked.clear();
      clock.advance(Duration.ofSeconds(now.advanceSeconds));
      Answer answer = send(one, now);
      String where = one.id + ", request " + (i + 1) + ": ";
      checkOrigin(now, where + answer.head());
      boolean isOwn = now.source == Source.ORIGIN;
      if (isOwn && now.originStatus != 304) {
        lastStatus = now.originStatus;
        lastBody = now.originBody;
      }
      checkAnswer(
          now,
          answer,
          isOwn ? now.originStatus : lastStatus,
          now.bodyOf > 0 ? bodies.get(now.bodyOf - 1) : lastBody,
          where);
    }
  }

  private Answer send(CacheCase one, Step now) throws Exception {
    StringBuilder text =
        new StringBuilder(now.method + " /" + one.id + now.query + " HTTP/1.1\r\nHost: c.test\r\n");
    for (String field : now.fields) {
      text.append(dated(field)).append("\r\n");
    }
    if (!now.requestBody.isEmpty()) {
      text.append("Content-Length: ").append(now.requestBody.length()).append("\r\n");
    }
    text.append("\r\n").append(now.requestBody);
    try (RawClient client = new RawClient(rig.port())) {
      Answer answer = client.send(text.toString()).answer(now.method.equals("HEAD"));
      while (answer.status() < 200) {
        answer = client.answer(now.method.equals("HEAD"));
      }
      return answer;
    }
  }

  private void checkOrigin(Step now, String where) {
    if (now.source == Source.ANY) {
      return;
    }
    if (now.isCut) {
      // Over a connection that was kept it looks as if that had been closed: it is asked again.
      assertThat(asked).as(where + " asks the origin").hasSizeBetween(1, 2);
    } else {
      assertThat(asked).as(where + " asks the origin").hasSize(now.source == Source.CACHE ? 0 : 1);
    }
    if (now.source == Source.CACHE) {
      return;
    }
    String request = asked.get(0);
    if (now.source == Source.VALIDATION) {
      assertThat(request.toLowerCase(Locale.ROOT))
          .as(where)
          .containsAnyOf("if-none-match", "if-modified");
    }
    now.asked.forEach(line -> assertThat(has(request, line)).as(where + line + request).isTrue());
    now.notAsked.forEach(
        line -> assertThat(has(request, line)).as(where + "not " + line + request).isFalse());
  }

  private void checkAnswer(Step now, Answer answer, int status, String body, String where) {
    String head = where + answer.head();
    int expected = now.status > 0 ? now.status : status;
    assertThat(answer.status()).as(head).isEqualTo(expected);
    if (now.isBodyExpected) {
      assertThat(answer.body()).as(head).isEqualTo(now.body);
    } else if (expected == status && expected != 204 && !now.method.equals("HEAD")) {
      assertThat(answer.body()).as(head).isEqualTo(body);
    }
    assertThat(answer.complete()).as(head).isTrue();
    now.present.forEach(line -> assertThat(has(answer.head(), line)).as(head + line).isTrue());
    now.absent.forEach(
        line -> assertThat(has(answer.head(), line)).as(head + "not " + line).isFalse());
  }

  /** A line is there as it is written; a name without a colon, with any value. */
  private boolean has(String head, String wanted) {
    String line = dated(wanted);
    boolean isName = line.indexOf(':') < 0;
    for (String one : head.split("\r\n", -1)) {
      if (isName
          ? one.regionMatches(true, 0, line + ":", 0, line.length() + 1)
          : matches(one, line)) {
        return true;
      }
    }
    return false;
  }

  /** {@code Age: >30} compares numbers; everything else is equal but for the case of the name. */
  private static boolean matches(String one, String line) {
    int colon = line.indexOf(':');
    if (!one.regionMatches(true, 0, line, 0, colon + 1)) {
      return false;
    }
    String value = one.substring(colon + 1).strip();
    String wanted = line.substring(colon + 1).strip();
    return wanted.startsWith(">")
        ? Long.parseLong(value) > Long.parseLong(wanted.substring(1))
        : wanted.startsWith("~") ? value.contains(wanted.substring(1)) : value.equals(wanted);
  }
}
