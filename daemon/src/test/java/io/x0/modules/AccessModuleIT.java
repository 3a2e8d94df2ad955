package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client is 127.0.0.1. */
@Timeout(60)
class AccessModuleIT {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "access.deny|403",
        "access.deny 127.0.0.1|403",
        "access.deny 127.0.0.0/8|403",
        "access.deny 10.0.0.1|200",
        "access.deny 10.0.0.0/8|200",
        "access.deny [10.0.0.1, 127.0.0.1]|403",
        "access.deny [10.0.0.0/8, 127.0.0.0/8]|403",
        "access.deny [10.0.0.0/8, 192.168.0.0/16]|200",
        "access.deny_except 127.0.0.1|200",
        "access.deny_except 10.0.0.0/8|403",
        "access.deny_except [10.0.0.0/8, 127.0.0.0/8]|200",
        "access.deny_except [10.0.0.1, 10.0.0.2]|403",
        "access.allow 127.0.0.1; access.deny|200",
        "access.allow 10.0.0.1; access.deny|403",
        "access.allow [127.0.0.0/8]; access.deny_except 10.0.0.1|200",
        "access.allow; access.deny 127.0.0.1|200",
        "access.deny 127.0.0.1; access.allow|403",
        "if false { access.allow } access.deny|403"
      })
  void access_rules_areAppliedInTheirOrder(String rules, int status) throws Exception {
    try (FlowRig rig = new FlowRig("", rules + "; echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/"))).isEqualTo(status);
    }
  }

  @Test
  void trustedProxies_theirWord_isTheClient() throws Exception {
    try (FlowRig rig =
        new FlowRig(
            "trusted.proxies [127.0.0.0/8, 10.0.0.0/8]",
            "access.deny 6.6.6.6; echo string(req.remoteip);")) {
      assertThat(FlowRig.body(rig.get("/", "X-Forwarded-For: 1.1.1.1, 9.9.9.9, 10.0.0.2")))
          .isEqualTo("9.9.9.9\n");
      assertThat(FlowRig.body(rig.get("/"))).isEqualTo("127.0.0.1\n");
      assertThat(FlowRig.status(rig.get("/", "X-Forwarded-For: 6.6.6.6"))).isEqualTo(403);
      assertThat(FlowRig.status(rig.get("/", "X-Forwarded-For: 6.6.6.6, 9.9.9.9"))).isEqualTo(200);
    }
  }

  @Test
  void trustedProxies_nobodyElse_isBelieved() throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("OK");
      try (FlowRig rig =
          new FlowRig(
              "trusted.proxies 10.0.0.1; director.create 'shop', 'a' => 'http://127.0.0.1:"
                  + port
                  + "';",
              "access.deny_except 127.0.0.1; director.balance 'shop';")) {
        assertThat(FlowRig.status(rig.get("/", "X-Forwarded-For: 9.9.9.9"))).isEqualTo(200);
        assertThat(origins.nextRequest(port)).contains("X-Forwarded-For: 127.0.0.1\r\n");
      }
    }
  }
}
