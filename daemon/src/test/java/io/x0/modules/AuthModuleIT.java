package io.x0.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.flow.CompileResult;
import io.x0.proxy.Origins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AuthModuleIT {
  private static final String BCRYPT =
      "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  private static final String APR1 = "$apr1$r31....$wBK4QazZOYKWp4EEIOXvk.";

  @TempDir Path folder;
  private Path users;

  @BeforeEach
  void writeUsers() throws Exception {
    users = folder.resolve("users");
    Files.write(users, List.of("anna:" + BCRYPT, "berta:" + APR1));
  }

  private String require() {
    return "auth.realm 'Backoffice'; auth.userfile '" + users + "'; auth.require; ";
  }

  private static String login(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  @Test
  void require_nobody_isAskedToLogIn() throws Exception {
    try (FlowRig rig = new FlowRig("", require() + "echo 'in';")) {
      String answer = rig.get("/");

      assertThat(FlowRig.status(answer)).isEqualTo(401);
      assertThat(answer)
          .contains("WWW-Authenticate: Basic realm=\"Backoffice\", charset=\"UTF-8\"\r\n");
    }
  }

  @Test
  void require_users_getInWithTheirPasswordsOnly() throws Exception {
    try (FlowRig rig = new FlowRig("", require() + "echo 'in';")) {
      for (int i = 0; i < 3; i++) {
        assertThat(FlowRig.body(rig.get("/", login("anna", "secret")))).isEqualTo("in\n");
        assertThat(FlowRig.body(rig.get("/", login("berta", "myPassword")))).isEqualTo("in\n");
        assertThat(FlowRig.status(rig.get("/", login("anna", "myPassword")))).isEqualTo(401);
        assertThat(FlowRig.status(rig.get("/", login("nobody", "secret")))).isEqualTo(401);
        assertThat(FlowRig.status(rig.get("/", "Authorization: Bearer x"))).isEqualTo(401);
      }
    }
  }

  @Test
  void require_defaultRealm_isRestrictedArea() throws Exception {
    try (FlowRig rig = new FlowRig("", "auth.userfile '" + users + "'; auth.require;")) {
      assertThat(rig.get("/")).contains("Basic realm=\"Restricted Area\"");
    }
  }

  @Test
  void require_withoutUsers_failsClosed() throws Exception {
    try (FlowRig rig = new FlowRig("", "auth.require; echo 'in';")) {
      assertThat(FlowRig.status(rig.get("/", login("anna", "secret")))).isEqualTo(500);
    }
  }

  @Test
  void require_password_doesNotReachTheBackendUnlessNobodyAskedForIt() throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("OK");
      String shop = "director.create 'shop', 'a' => 'http://127.0.0.1:" + port + "'";
      try (FlowRig rig =
          new FlowRig(shop, "if req.path =^ '/in' { " + require() + "} director.balance 'shop';")) {
        assertThat(FlowRig.status(rig.get("/in", login("anna", "secret")))).isEqualTo(200);
        assertThat(origins.nextRequest(port)).doesNotContain("Authorization");
        assertThat(FlowRig.status(rig.get("/", login("anna", "secret")))).isEqualTo(200);
        assertThat(origins.nextRequest(port)).contains("Authorization: Basic ");
      }
    }
  }

  @Test
  void require_aBodyBehindTheHead_isServedAllTheSame() throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("OK");
      try (FlowRig rig =
          new FlowRig(
              "director.create 'shop', 'a' => 'http://127.0.0.1:" + port + "'",
              require() + "director.balance 'shop';")) {
        String answer =
            rig.ask(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n"
                    + login("anna", "secret")
                    + "\r\n\r\nbody");
        assertThat(FlowRig.status(answer)).isEqualTo(200);
      }
    }
  }

  @Test
  void userfile_isReadWhenLoadedOnly() throws Exception {
    try (FlowRig rig = new FlowRig("", require() + "echo 'in';")) {
      Files.delete(users);

      assertThat(FlowRig.status(rig.get("/", login("anna", "secret")))).isEqualTo(200);
    }
  }

  @Test
  void userfile_plainText_isAWarningAtTheCall() throws Exception {
    Files.write(users, List.of("anna:secret"));

    CompileResult<SetupContext, RequestContext> result =
        Checked.compile(
            "setup {}\nmain {\n  auth.userfile '" + users + "'\n  auth.require\n  return 404\n}");

    assertThat(result.isOk()).isTrue();
    assertThat(result.diagnostics())
        .extracting(Object::toString)
        .containsExactly(
            "x0d.conf:3:17: warning: "
                + users
                + ":1: neither bcrypt nor apr1, user anna cannot log in");
  }

  @Test
  void userfile_tooCostly_isAnErrorAtTheCall() throws Exception {
    Files.write(users, List.of("anna:" + BCRYPT.replace("$04$", "$16$")));

    assertThat(Checked.main("auth.userfile '" + users + "'"))
        .singleElement()
        .asString()
        .startsWith("x0d.conf:3:")
        .contains(users + ":1: cost: 16 (expected: a bcrypt cost from 4 to 14)");
  }
}
