package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.x0.proxy.Origins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LogModuleIT {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.x0.conf");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    appender.start();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
  }

  @AfterEach
  void unlisten() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private List<String> logged() {
    return appender.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  @Test
  void log_inBothPlaces_isOneLineOfItsLevel() throws Exception {
    try (FlowRig rig =
        new FlowRig(
            "log 'setup'; log.warn \"a\\nb\"",
            "log 'main'; log.err 'e ' + req.query_param('x'); log.warn 'w'; log.notice 'n';"
                + " log.info '{}'; log.debug 'd'; return 204;")) {
      assertThat(FlowRig.status(rig.get("/?x=a%0d%0aFAKE"))).isEqualTo(204);
    }

    assertThat(logged())
        .containsExactly(
            "INFO setup",
            "WARN a?b",
            "INFO main",
            "ERROR e a??FAKE",
            "WARN w",
            "INFO n",
            "INFO {}");
  }

  @Test
  void log_flood_isBounded() throws Exception {
    try (FlowRig rig = new FlowRig("", "log 'x'; ".repeat(100) + "return 204;")) {
      for (int i = 0; i < 5; i++) {
        assertThat(FlowRig.status(rig.get("/"))).isEqualTo(204);
      }
    }

    // A burst of 200, and 50 more for each second that the five requests took.
    assertThat(logged()).hasSizeBetween(200, 450);
  }

  @Test
  void accesslog_severalTargets_eachHasItsFormat() throws Exception {
    Path combined = folder.resolve("combined.log");
    Path json = folder.resolve("json.log");
    Path own = folder.resolve("own.log");
    try (Origins origins = new Origins();
        FlowRig rig =
            new FlowRig(
                "accesslog.format 'own', '%h %m %U%q %c %X{director} %X{backend} %X{bucket}"
                    + " %>{X-A} %<{X-B} %C{c}';"
                    + " director.create 'shop', 'b1' => 'http://127.0.0.1:"
                    + origins.answering("hello")
                    + "?capacity=4'; director.bucket 'shop', 'vip', rate: 50%",
                "accesslog '"
                    + combined
                    + "'; accesslog '"
                    + json
                    + "', 'json'; accesslog '"
                    + own
                    + "', format: 'own'; header.add 'X-B', 'two'; director.balance 'shop',"
                    + " 'vip';")) {
      String answer = rig.get("/p?q=1", "X-A: o\"ne", "Cookie: a=b; c=d", "User-Agent: t");
      assertThat(FlowRig.body(answer)).isEqualTo("hello");
    }

    assertThat(Files.readString(combined))
        .startsWith("127.0.0.1 - - [")
        .endsWith("] \"GET /p?q=1 HTTP/1.1\" 200 5 \"-\" \"t\"\n");
    assertThat(Files.readString(own))
        .isEqualTo("127.0.0.1 GET /p?q=1 200 shop b1 vip o\\x22ne two d\n");
    JsonObject entry = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(entry.get("backend").getAsString()).isEqualTo("b1");
    assertThat(entry.get("bytes").getAsInt()).isEqualTo(5);
    assertThat(entry.get("total").getAsDouble()).isBetween(0.0, 30.0);
  }

  @Test
  void accesslog_ofATrustedProxy_tellsTheClient() throws Exception {
    Path file = folder.resolve("access.log");
    try (FlowRig rig =
        new FlowRig("trusted.proxies 127.0.0.1", "accesslog '" + file + "', 'main'; return 204;")) {
      assertThat(FlowRig.status(rig.get("/", "X-Forwarded-For: 9.9.9.9"))).isEqualTo(204);
    }

    assertThat(Files.readString(file)).startsWith("9.9.9.9 [");
  }
}
