package io.x0.cli.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyDirectorTest {
  /** As the first generation wrote it: seconds, roles, a cache. */
  private static final String FIRST =
      """
      # vim:syntax=dosini
      # !!! DO NOT EDIT !!!

      [director]
      enabled=true
      queue-limit=127
      queue-timeout=10
      on-client-abort=notify
      retry-after=60
      max-retry-count=3
      sticky-offline-mode=false
      allow-x-sendfile=false
      enqueue-on-unavailable=false
      connect-timeout=10
      read-timeout=120
      write-timeout=10
      health-check-host-header=example.org
      health-check-request-path=/health
      health-check-fcgi-script-filename=
      scheduler=chance

      [bucket=vip]
      rate=0.5
      ceil=1

      [bucket=main]
      rate=.25
      ceil=0.75

      [backend=b2]
      role=backup
      capacity=0
      enabled=false
      transport=tcp
      protocol=http
      health-check-mode=lazy
      health-check-interval=2
      host=::1
      port=3102

      [backend=b1]
      role=active
      capacity=5
      enabled=true
      protocol=http
      path=/run/b1.sock
      """;

  private static LegacyDirector read(String text) {
    return LegacyDirector.read("app.db", text, null);
  }

  private static List<String> warnings(String lines) {
    return read(FIRST + lines).warnings().stream()
        .filter(w -> !w.contains("queue-limit counts"))
        .toList();
  }

  @Test
  void read_firstGeneration_isTheSameDirector() {
    LegacyDirector director = read(FIRST);

    assertThat(director.unit()).isEqualTo(TimeUnit.SECONDS);
    assertThat(director.document())
        .isEqualTo(
            Json.object(
                """
                {
                  "enabled": "true", "queue-limit": "127", "queue-timeout": "10s",
                  "on-client-abort": "notify", "retry-after": "60s", "max-retry-count": "3",
                  "sticky-offline-mode": "false", "enqueue-on-unavailable": "false",
                  "connect-timeout": "10s", "read-timeout": "120s", "write-timeout": "10s",
                  "health-check-host-header": "example.org",
                  "health-check-request-path": "/health", "scheduler": "chance",
                  "health-check-success-codes": "200",
                  "backends": [
                    {"name": "b1", "url": "http+unix:/run/b1.sock", "role": "active",
                     "enabled": "true", "capacity": "5"},
                    {"name": "b2", "url": "http://[::1]:3102", "role": "backup",
                     "enabled": "false", "health-check-mode": "lazy",
                     "health-check-interval": "2s", "capacity": "unlimited"}
                  ],
                  "buckets": [
                    {"name": "main", "rate": "25%", "ceil": "75%"},
                    {"name": "vip", "rate": "50%", "ceil": "100%"}
                  ]
                }
                """));
    assertThat(director.warnings())
        .containsExactly(
            "app.db:6: warning: queue-limit counts all buckets together now, not each of them");
  }

  @Test
  void read_secondGeneration_countsMilliseconds() {
    LegacyDirector director =
        read(
            """
            [director]
            queue-limit=1000
            queue-timeout=30000
            retry-after=30
            max-retry-count=3
            sticky-offline-mode=true
            allow-x-sendfile=true
            connect-timeout=4000
            read-timeout=30000
            write-timeout=8000
            health-check-success-threshold=3
            health-check-host-header=healthcheck
            health-check-request-path=/
            scheduler=rr
            [backend=a]
            capacity=1
            enabled=true
            protocol=http
            health-check-interval=10000
            host=10.0.0.1
            port=80
            """);

    assertThat(director.unit()).isEqualTo(TimeUnit.MILLISECONDS);
    JsonObject document = director.document();
    assertThat(document.get("queue-timeout").getAsString()).isEqualTo("30000ms");
    assertThat(document.get("retry-after").getAsString()).isEqualTo("30s");
    assertThat(document.get("health-check-success-threshold").getAsString()).isEqualTo("3");
    assertThat(document.get("health-check-success-codes").getAsString())
        .isEqualTo("200,204,301,302,307,308");
    assertThat(
            document
                .getAsJsonArray("backends")
                .get(0)
                .getAsJsonObject()
                .get("health-check-interval")
                .getAsString())
        .isEqualTo("10000ms");
    assertThat(director.warnings())
        .containsExactly(
            "app.db:7: warning: allow-x-sendfile=true is not carried over: name the folders with"
                + " sendfile.root in x0d.conf",
            "app.db:14: warning: scheduler=rr is what the second generation also wrote for chance");
  }

  @Test
  void read_firstGenerationBeforeItChanged_countsMilliseconds() {
    String old =
        FIRST
            .replace("connect-timeout=10", "connect-timeout=10000")
            .replace("read-timeout=120", "read-timeout=120000")
            .replace("write-timeout=10", "write-timeout=10000");

    assertThat(read(old).unit()).isEqualTo(TimeUnit.MILLISECONDS);
    assertThat(LegacyDirector.read("app.db", old, TimeUnit.SECONDS).document().get("read-timeout"))
        .hasToString("\"120000s\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[cache]~colour=red|48: warning: colour=red is not carried over: no such key",
        "[cache]~default-shadow-ttl=0|48: warning: default-shadow-ttl=0 is not carried over: the"
            + " predecessor took no notice of it; x0's default is used",
        "[cache]~deliver-active=false|48: warning: deliver-active=false is not carried over: fresh"
            + " answers are always served; disable the cache instead",
        "[cache]~update-lock-timeout=0|48: warning: update-lock-timeout=0 is not carried over: it"
            + " must be more than nothing; x0's default is used",
        "[ondemand]~colour=red|48: warning: colour=red is not carried over: no such key",
        "[director]~transfer-mode=file|48: warning: transfer-mode=file is not carried over: answers"
            + " are always passed on as they come",
        "[director]~scheduler=best|48: warning: scheduler=best is not carried over: there is no"
            + " such scheduler; x0's default is used",
        "[director]~queue-timeout=0|48: warning: queue-timeout=0 is not carried over: it must be"
            + " more than nothing; x0's default is used",
        "[director]~nonsense|48: warning: nonsense='' is not carried over: nobody knows this key",
        "[backend=b1]~colour=red|48: warning: colour=red is not carried over: nobody knows this"
            + " key",
        "[backend=b1]~host=10.0.0.1|48: warning: host=10.0.0.1 is not carried over: path wins",
        "[backend=b1]~role=standby|48: warning: role=standby is kept; many versions wrote it where"
            + " backup was meant",
        "[backend=b1]~role=terminate|48: warning: role=terminate is not carried over: [backend=b1]"
            + " was being removed and is left out",
        "[bucket=vip]~colour=red|48: warning: colour=red is not carried over: nobody knows this"
            + " key",
        "[other]|47: warning: [other] is skipped: no such section",
        "[backend]|47: warning: [backend] is skipped: it has no name",
      })
  void read_whatIsLost_isWarnedOfWithItsPlace(String lines, String warning) {
    assertThat(warnings(lines.replace('~', '\n'))).containsExactly("app.db:" + warning);
  }

  @Test
  void read_onDemand_keepsItsHostAndPort() {
    JsonObject document = read(FIRST + "\n[ondemand]\nhost=a.org\nport=8080\n").document();

    assertThat(document.get("hostname").getAsString()).isEqualTo("a.org");
    assertThat(document.get("port").getAsString()).isEqualTo("8080");
  }

  @Test
  void read_missingKeys_areWarnedOf() {
    assertThat(read("[director]\n").warnings())
        .hasSize(10)
        .contains("app.db:1: warning: [director] has no queue-limit; x0's default is used");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x=1|1: expected a section such as [director], found 'x=1'",
        "[director|1: ']' is missing behind '[director'",
        "[other]|1: there is no section [director]",
        "[director]~queue-limit=many|2: queue-limit: many (expected: a whole number)",
        "[director]~enabled=maybe|2: enabled: maybe (expected: true or false)",
        "[director]~[bucket=a]~ceil=1|2: [bucket=a] has no rate",
        "[director]~[bucket=a]~rate=1|2: [bucket=a] has no ceil",
        "[director]~[bucket=a]~rate=.~ceil=1|3: rate: . (expected: a share such as 0.5, or 1)",
        "[director]~[bucket=a]~rate=50%~ceil=1|3: rate: 50% (expected: a share such as 0.5, or 1)",
        "[director]~[backend=a]~port=80|2: [backend=a] has no host",
        "[director]~[backend=a]~host=1.2.3.4|2: [backend=a] has no port",
        "[director]~[backend=a]~host=1.2.3.4~port=x|4: port: x (expected: a whole number)",
        "[director]~[backend=a]~host=1.2.3.4~port=80|2: [backend=a] has no capacity",
        "[director]~[backend=a]~host=1.2.3.4~port=80~capacity=|5: [backend=a] has no capacity",
      })
  void read_wrongFile_isOneLineWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text.replace('~', '\n')))
        .isInstanceOf(LegacyFileException.class)
        .hasMessage("app.db:" + message);
  }

  @Test
  void read_strangeText_isReadAsThePredecessorDid() {
    LegacyDirector director =
        read(
            "\uFEFF; comment\r\n"
                + "  [director]  \r\n"
                + " queue-limit = 5 \r\n"
                + "queue-limit=6\r\n"
                + "#x\r\n"
                + "[bucket=b]\r\n"
                + "rate=1\r\n"
                + "ceil=1\r\n"
                + "[director]\r\n"
                + "enabled=no\r\n"
                + "[bucket=a]\r\n"
                + "rate=0\r\n"
                + "ceil=1");

    assertThat(director.document().get("queue-limit").getAsString()).isEqualTo("6");
    assertThat(director.document().get("enabled").getAsString()).isEqualTo("false");
    assertThat(director.document().getAsJsonArray("buckets").asList())
        .extracting(JsonElement::toString)
        .first()
        .isEqualTo("{\"name\":\"a\",\"rate\":\"0%\",\"ceil\":\"100%\"}");
  }

  @Test
  void place_ofAField_isWhereItStands() {
    LegacyDirector director = read(FIRST);

    assertThat(director.place("queue-limit")).isEqualTo("app.db:6");
    assertThat(director.place("backends[0].url")).isEqualTo("app.db:46");
    assertThat(director.place("backends[1].health-check-interval")).isEqualTo("app.db:37");
    assertThat(director.place("backends[1].nobody-knows")).isEqualTo("app.db:30");
    assertThat(director.place("buckets[0].ceil")).isEqualTo("app.db:28");
    assertThat(director.place(null)).isEqualTo("app.db:1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void read_damagedFile_isReadOrRefusedInOneLine(long seed) {
    Random random = new Random(seed);
    String pieces = "[]=#;\n\r\0\uFEFF\u00e9. 0-";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder(FIRST);
      for (int change = random.nextInt(8); change >= 0; change--) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(20));
        switch (random.nextInt(3)) {
          case 0 -> text.delete(at, end);
          case 1 -> text.insert(at, pieces.charAt(random.nextInt(pieces.length())));
          default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
      try {
        LegacyDirector director = read(text.toString());
        assertThat(director.warnings()).allMatch(w -> w.matches("app\\.db:\\d+: warning: [^\n]+"));
        assertThat(director.document().getAsJsonArray("backends")).isNotNull();
      } catch (LegacyFileException e) {
        assertThat(e.getMessage()).matches("app\\.db:\\d+: [^\n]+");
      }
    }
  }
}
