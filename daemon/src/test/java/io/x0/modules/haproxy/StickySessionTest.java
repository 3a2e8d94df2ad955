package io.x0.modules.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.haproxy.model.StickyCookie;
import io.x0.haproxy.model.StickyCookie.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class StickySessionTest {
  private static StickySession session(StickyCookie cookie) {
    return new StickySession(cookie, Map.of("a", "s1", "b", "s2", "c", ""));
  }

  private static StickyCookie cookie(Mode mode, boolean indirect, boolean nocache) {
    return new StickyCookie(
        "SRV", mode, indirect, nocache, List.of(), List.of(), Duration.ZERO, Duration.ZERO);
  }

  private static HttpFields.Mutable answer(
      StickySession session, String server, Optional<String> known, boolean hasCookie) {
    HttpFields.Mutable fields = HttpFields.build().add("Set-Cookie", "x=y");
    session.onAnswer(server, known, hasCookie, fields);
    return fields;
  }

  @Test
  void insert_newClient_getsTheCookieOfItsServer() {
    HttpFields fields =
        answer(session(cookie(Mode.INSERT, true, true)), "b", Optional.empty(), false);

    assertThat(fields.getValuesList("Set-Cookie")).containsExactly("x=y", "SRV=s2; path=/");
    assertThat(fields.get("Cache-Control")).isEqualTo("private");
  }

  @Test
  void insert_knownClient_getsNoneAgain_unlessItsServerChanged() {
    StickySession session = session(cookie(Mode.INSERT, true, false));

    assertThat(answer(session, "b", Optional.of("b"), true).getValuesList("Set-Cookie"))
        .containsExactly("x=y");
    assertThat(answer(session, "a", Optional.of("b"), true).getValuesList("Set-Cookie"))
        .containsExactly("x=y", "SRV=s1; path=/");
  }

  @Test
  void insert_serverWithoutCookie_removesTheOldOne() {
    StickySession session = session(cookie(Mode.INSERT, false, false));

    assertThat(answer(session, "c", Optional.of("b"), true).getValuesList("Set-Cookie"))
        .containsExactly("x=y", "SRV=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/");
    assertThat(answer(session, "c", Optional.empty(), false).getValuesList("Set-Cookie"))
        .containsExactly("x=y");
  }

  @Test
  void insert_attributes_areAllSaid() {
    StickySession session =
        session(
            new StickyCookie(
                "SRV",
                Mode.INSERT,
                true,
                false,
                List.of("HttpOnly", "Secure"),
                List.of(".a.test"),
                Duration.ofMinutes(30),
                Duration.ZERO));

    // An idle time begins again with each answer.
    assertThat(answer(session, "a", Optional.of("a"), true).getValuesList("Set-Cookie"))
        .containsExactly("x=y", "SRV=s1; Max-Age=1800; path=/; domain=.a.test; HttpOnly; Secure");
  }

  @Test
  void indirect_cookieIsKeptFromTheServer_andOthersAreNot() {
    HttpFields.Mutable fields = HttpFields.build().add("Cookie", "a=1; SRV=s1; b=2");
    session(cookie(Mode.INSERT, true, false)).onRequest(fields);
    assertThat(fields.get("Cookie")).isEqualTo("a=1; b=2");

    fields = HttpFields.build().add("Cookie", "SRV=s1");
    session(cookie(Mode.INSERT, true, false)).onRequest(fields);
    assertThat(fields.contains("Cookie")).isFalse();

    fields = HttpFields.build().add("Cookie", "SRV=s1");
    session(cookie(Mode.INSERT, false, false)).onRequest(fields);
    assertThat(fields.get("Cookie")).isEqualTo("SRV=s1");
  }

  @Test
  void prefix_isWrittenInFrontAndTakenAway() {
    StickySession session = session(cookie(Mode.PREFIX, false, true));
    HttpFields.Mutable answer =
        HttpFields.build().add("Set-Cookie", "SRV=abc; Path=/").add("Set-Cookie", "t=1");
    session.onAnswer("b", Optional.empty(), false, answer);
    assertThat(answer.getValuesList("Set-Cookie")).containsExactly("SRV=s2~abc; Path=/", "t=1");
    assertThat(answer.get("Cache-Control")).isEqualTo("private");

    HttpFields.Mutable request = HttpFields.build().add("Cookie", "SRV=s2~abc; t=1");
    session.onRequest(request);
    assertThat(request.get("Cookie")).isEqualTo("SRV=abc; t=1");
  }

  @Test
  void rewrite_replacesTheValueOfTheServer() {
    StickySession session = session(cookie(Mode.REWRITE, false, false));
    HttpFields.Mutable answer = HttpFields.build().add("Set-Cookie", "SRV=abc; Path=/");
    session.onAnswer("b", Optional.empty(), false, answer);

    assertThat(answer.getValuesList("Set-Cookie")).containsExactly("SRV=s2; Path=/");
  }

  @Test
  void passive_changesNothing() {
    assertThat(
            answer(session(cookie(Mode.PASSIVE, false, true)), "b", Optional.empty(), false)
                .getValuesList("Set-Cookie"))
        .containsExactly("x=y");
  }
}
