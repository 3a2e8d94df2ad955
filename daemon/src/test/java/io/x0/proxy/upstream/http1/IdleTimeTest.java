package io.x0.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class IdleTimeTest {
  private final IdleTime time = new IdleTime();
  private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint();

  @Test
  void nothingSaid_isHalfAMinute() {
    time.learn(HttpFields.EMPTY);
    time.begin();

    assertThat(time.allowsAnother(endPoint)).isTrue();
  }

  @Test
  void aSecond_isOverAtOnce() {
    time.learn(HttpFields.build().add("Keep-Alive", "timeout=1, max=100"));
    time.begin();

    assertThat(time.allowsAnother(endPoint)).isFalse();
  }

  @Test
  void aNextAnswerThatSaysNothing_takesItBack() {
    time.learn(HttpFields.build().add("Keep-Alive", "timeout=1"));
    time.learn(HttpFields.EMPTY);
    time.begin();

    assertThat(time.allowsAnother(endPoint)).isTrue();
  }

  @Test
  void closed_allowsNoOther() {
    time.begin();
    endPoint.close();

    assertThat(time.allowsAnother(endPoint)).isFalse();
  }
}
