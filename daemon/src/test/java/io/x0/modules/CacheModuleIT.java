package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import io.x0.proxy.Origins;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may purge with PURGE, and what goes. The client is 127.0.0.1. */
@Timeout(60)
class CacheModuleIT {
  private final Origins origins = new Origins();

  @AfterEach
  void stop() throws Exception {
    origins.close();
  }

  private FlowRig rig(String rules) throws IOException {
    int port =
        origins.saying(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Control: max-age=600\r\n"
                + "Cache-Tag: t\r\n\r\nOK");
    return new FlowRig(
        "director.create 'shop', 'a' => 'http://127.0.0.1:"
            + port
            + "'; director.set 'shop', 'cache-enabled' => 'true';",
        rules + "; director.balance 'shop';");
  }

  private static String purge(FlowRig rig, String target, String... headerLines)
      throws IOException {
    StringBuilder request =
        new StringBuilder("PURGE " + target + " HTTP/1.1\r\nHost: shop.test\r\n");
    for (String line : headerLines) {
      request.append(line).append("\r\n");
    }
    return rig.ask(request.append("Connection: close\r\n\r\n").toString());
  }

  private static boolean isStored(FlowRig rig, String target) throws IOException {
    return rig.get(target).contains("Cache-Status: x0d; hit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "access.deny_except 127.0.0.1; cache.purge 'shop'|200",
        "access.allow 127.0.0.1; cache.purge 'shop'|200",
        "access.allow 127.0.0.1; access.deny; cache.purge 'shop'|200",
        "access.deny 10.0.0.1; cache.purge 'shop'|403",
        "access.deny_except 10.0.0.1; cache.purge 'shop'|403",
        "access.allow 10.0.0.1; cache.purge 'shop'|403",
        "cache.purge 'shop'|403",
        "cache.purge 'shop'; access.allow|403",
        "access.allow|405",
        "access.allow; cache.purge 'nobody'|503"
      })
  void purge_isOnlyForWhomAnAccessRuleLetPass(String rules, int status) throws Exception {
    try (FlowRig rig = rig(rules)) {
      assertThat(FlowRig.status(purge(rig, "/"))).isEqualTo(status);
    }
  }

  @Test
  void purge_ofAUrl_takesThatUrl_andTellsHowMany() throws Exception {
    try (FlowRig rig = rig("access.deny_except 127.0.0.1; cache.purge 'shop'")) {
      rig.get("/a?b=1");
      rig.get("/a");
      assertThat(isStored(rig, "/a?b=1")).isTrue();

      String answer = purge(rig, "/a?b=1");

      assertThat(FlowRig.body(answer)).isEqualTo("1 purged\n");
      assertThat(answer).contains("Cache-Control: no-store\r\n");
      assertThat(isStored(rig, "/a")).isTrue();
      assertThat(isStored(rig, "/a?b=1")).isFalse();
    }
  }

  @Test
  void purge_forAProgram_answersInJson() throws Exception {
    try (FlowRig rig = rig("access.deny_except 127.0.0.1; cache.purge 'shop'")) {
      rig.get("/a");

      String answer = purge(rig, "/a", "Accept: application/json", "Soft-Purge: 1");

      JsonObject body = Json.object(FlowRig.body(answer));
      assertThat(body.get("url").getAsString()).isEqualTo("http://shop.test/a");
      assertThat(body.get("purged").getAsInt()).isEqualTo(1);
      assertThat(body.get("soft").getAsBoolean()).isTrue();
      assertThat(rig.get("/a")).contains("Cache-Status: x0d; fwd=stale");
    }
  }

  @Test
  void purge_thatIsSoftByTheConfiguration_staysSoft() throws Exception {
    try (FlowRig rig = rig("access.deny_except 127.0.0.1; cache.purge 'shop', soft: true")) {
      rig.get("/a");

      assertThat(FlowRig.body(purge(rig, "/a", "Soft-Purge: 0"))).isEqualTo("1 purged\n");

      assertThat(rig.get("/a")).contains("Cache-Status: x0d; fwd=stale");
    }
  }

  @Test
  void purge_ofTags_takesWhatHasOneOfThem_whateverItsUrl() throws Exception {
    try (FlowRig rig = rig("access.deny_except 127.0.0.1; cache.purge 'shop'")) {
      rig.get("/a");
      rig.get("/b");

      assertThat(FlowRig.body(purge(rig, "/a", "Surrogate-Key: other"))).isEqualTo("0 purged\n");
      assertThat(FlowRig.body(purge(rig, "/", "Surrogate-Key: other t"))).isEqualTo("2 purged\n");

      assertThat(isStored(rig, "/a")).isFalse();
    }
  }

  @Test
  void purge_followsTheKeyOfTheRequest() throws Exception {
    try (FlowRig rig = rig("access.deny_except 127.0.0.1; cache.key '%s%r'; cache.purge 'shop'")) {
      rig.get("/a?session=1");

      assertThat(FlowRig.body(purge(rig, "/a?session=2"))).isEqualTo("1 purged\n");
    }
  }

  @Test
  void size_isWhatSetupSays_withinBounds() throws Exception {
    try (FlowRig rig = new FlowRig("cache.size 2m;", "return 404;")) {
      assertThat(rig.proxy.caches().capacityBytes()).isEqualTo(2 << 20);
    }
    assertThatThrownBy(() -> new FlowRig("cache.size 1k;", "return 404;"))
        .hasMessageContaining("cache.size: 1024 (expected: a size from 1m to 1024g)");
  }
}
