package io.x0.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.director.Origin;
import io.x0.proxy.ListenAddress;
import io.x0.unix.SocketAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of HAProxy that serve, over real sockets. */
class HaproxyModuleIT {
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  /** Answers each request with its own head, behind its name. */
  private final class EchoOrigin implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String name;
    private final String fields;

    EchoOrigin(String name, String fields) throws IOException {
      this.name = name;
      this.fields = fields;
      Thread thread = new Thread(this::accept, "origin");
      thread.setDaemon(true);
      thread.start();
      open.add(this);
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          // The proxy may hold connections that it does not use.
          Thread thread = new Thread(() -> serve(socket), "origin");
          thread.setDaemon(true);
          thread.start();
        } catch (IOException e) {
          return;
        }
      }
    }

    private void serve(Socket accepted) {
      try (Socket socket = accepted) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        StringBuilder body = new StringBuilder("at " + name + "\n");
        String line;
        while ((line = in.readLine()) != null && !line.isEmpty()) {
          body.append(line).append('\n');
        }
        String answer =
            "HTTP/1.1 200 OK\r\nConnection: close\r\n"
                + fields
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
        socket.getOutputStream().write(answer.getBytes(UTF_8));
      } catch (IOException e) {
        // The proxy gave up, or the test is over.
      }
    }

    String address() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private EchoOrigin origin(String name) throws IOException {
    return new EchoOrigin(name, "");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A proxy that serves with a configuration of HAProxy on a port of its own. */
  private final class Rig {
    private final int port = freePort();
    private final FlowRig flow;

    Rig(String text, String main) throws IOException {
      Path file =
          Files.writeString(
              folder.resolve("haproxy.cfg"), text.replace("$PORT", "127.0.0.1:" + port));
      flow = new FlowRig("haproxy.load '" + file + "';", main);
      open.add(flow);
      flow.proxy.listen(flow.setup.listeners(), flow.setup.sockets()).commit();
      flow.proxy.limit(flow.setup.connectionLimits());
    }

    Rig(String text) throws IOException {
      this(text, "haproxy.serve; return 418;");
    }

    String ask(String request) throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(UTF_8));
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
      }
    }

    String get(String target, String... fields) throws IOException {
      StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
      boolean hasHost = false;
      for (String field : fields) {
        request.append(field).append("\r\n");
        hasHost |= field.startsWith("Host:");
      }
      request.append(hasHost ? "" : "Host: shop.test\r\n");
      return ask(request.append("Connection: close\r\n\r\n").toString());
    }
  }

  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout connect 2s
        timeout client 10s
        timeout server 10s
        timeout tarpit 300ms
      """;

  private static int status(String answer) {
    return FlowRig.status(answer);
  }

  @Test
  void serve_routesByHostAndPath() throws IOException {
    Rig rig =
        new Rig(
            DEFAULTS
                + """
                frontend www
                  bind $PORT
                  acl api path_beg /api
                  use_backend api if api
                  use_backend blog if { hdr(host) -i blog.test }
                  default_backend shop
                backend api
                  server a %s
                backend blog
                  server b %s
                backend shop
                  server c %s
                """
                    .formatted(
                        origin("api").address(),
                        origin("blog").address(),
                        origin("shop").address()));

    assertThat(rig.get("/api/x")).contains("\nat api\n".substring(1));
    assertThat(rig.get("/", "Host: blog.test")).contains("at blog\n");
    assertThat(rig.get("/")).contains("at shop\n").contains("X-Director-Cluster: shop");
    assertThat(rig.flow.directors.all()).hasSize(3);
    assertThat(rig.flow.directors.find("api").orElseThrow().config().origin())
        .isEqualTo(Origin.HAPROXY);
  }

  @Test
  void serve_otherListener_declines() throws IOException {
    EchoOrigin shop = origin("shop");
    Rig rig = new Rig(DEFAULTS + "listen www\n  bind $PORT\n  server a " + shop.address() + "\n");
    List<ListenAddress> both = new ArrayList<>(rig.flow.setup.listeners());
    int other = freePort();
    both.add(new ListenAddress("127.0.0.1", other));
    rig.flow.proxy.listen(both).commit();

    assertThat(status(rig.get("/"))).isEqualTo(200);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), other)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      assertThat(status(new String(socket.getInputStream().readAllBytes(), UTF_8))).isEqualTo(418);
    }
  }

  @Test
  void serve_edits_reachTheServerAndTheClient() throws IOException {
    EchoOrigin shop = new EchoOrigin("shop", "Server: secret\r\nX-Old: 1\r\n");
    Rig rig =
        new Rig(
            DEFAULTS
                + """
                frontend www
                  bind $PORT
                  http-request set-header X-Who %[src]
                  http-request add-header X-Forwarded-Proto https
                  http-request del-header X-Secret
                  http-request set-header Content-Length 3
                  http-request set-path /in%[path]
                  http-request set-query q=%[url_param(a)]
                  http-response del-header Server
                  http-response set-header X-New yes
                  default_backend shop
                backend shop
                  http-response replace-header X-Old (.*) old-\\1
                  http-response set-status 202
                """
                + "  server a "
                + shop.address()
                + "\n");

    String answer = rig.get("/p?a=7", "X-Secret: s", "X-Forwarded-Proto: spoofed");

    assertThat(status(answer)).isEqualTo(202);
    assertThat(answer)
        .contains("GET /in/p?q=7 HTTP/1.1\n")
        .contains("X-Who: 127.0.0.1\n")
        .contains("X-New: yes\r\n")
        .contains("X-Old: old-1\r\n")
        .doesNotContain("X-Secret")
        .doesNotContain("Content-Length: 3\n")
        .doesNotContain("Server: secret");
    assertThat(answer.lines().filter(l -> l.startsWith("X-Forwarded-Proto")))
        .containsExactly("X-Forwarded-Proto: https");
  }

  @Test
  void serve_hostileTarget_cannotEndTheRequestLine() throws IOException {
    EchoOrigin shop = origin("shop");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  http-request set-path %[url_param(p),url_dec]\n"
                + "  server a "
                + shop.address()
                + "\n");

    assertThat(rig.get("/?p=/x%20HTTP/1.1%0d%0aX-Evil:%201"))
        .contains("GET /x%20HTTP/1.1X-Evil:%201?p=")
        .doesNotContain("\nX-Evil");
  }

  @Test
  void serve_forwardfor_appendsTheClient_unlessExcepted() throws IOException {
    EchoOrigin shop = origin("shop");
    String listen = "listen www\n  bind $PORT\n  server a " + shop.address() + "\n";

    assertThat(forwarded(new Rig(DEFAULTS + listen), "X-Forwarded-For"))
        .containsExactly("X-Forwarded-For: 127.0.0.1");
    assertThat(forwarded(new Rig(DEFAULTS + listen + "  option forwardfor\n"), "X-Forwarded-For"))
        .containsExactly("X-Forwarded-For: 192.0.2.9", "X-Forwarded-For: 127.0.0.1");
    assertThat(
            forwarded(
                new Rig(DEFAULTS + listen + "  option forwardfor except 127.0.0.0/8\n"),
                "X-Forwarded-For"))
        .containsExactly("X-Forwarded-For: 192.0.2.9");
    assertThat(
            forwarded(
                new Rig(DEFAULTS + listen + "  option forwardfor if-none\n"), "X-Forwarded-For"))
        .containsExactly("X-Forwarded-For: 192.0.2.9");
    assertThat(
            forwarded(
                new Rig(DEFAULTS + listen + "  option forwardfor header X-Client\n"), "X-Client"))
        .containsExactly("X-Client: 127.0.0.1");
  }

  private static List<String> forwarded(Rig rig, String field) throws IOException {
    return rig.get("/", "X-Forwarded-For: 192.0.2.9")
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .toList();
  }

  @Test
  void serve_replies_areGivenWithoutAServer() throws IOException {
    Rig rig =
        new Rig(
            """
            userlist staff
              user ann insecure-password secret
            """
                + DEFAULTS
                + """
                frontend www
                  bind $PORT
                  monitor-uri /alive
                  stats enable
                  stats uri /stats
                  http-request deny if { path /deny }
                  http-request deny deny_status 429 if { path /slow }
                  http-request tarpit if { path /tarpit }
                  http-request silent-drop if { path /drop }
                  http-request auth realm Staff if { path /auth } !{ http_auth(staff) }
                  http-request return status 200 content-type text/plain string hello if { path /hi }
                  http-request redirect location https://%[hdr(host)]%[path] code 301 if { path /r }
                  http-request use-service prometheus-exporter if { path /metrics }
                  default_backend none
                backend none
                """);

    assertThat(rig.get("/alive")).startsWith("HTTP/1.1 200").contains("Service ready.");
    assertThat(status(rig.get("/deny"))).isEqualTo(403);
    assertThat(status(rig.get("/slow"))).isEqualTo(429);
    assertThat(status(rig.get("/tarpit"))).isEqualTo(500);
    assertThat(rig.get("/drop")).isEmpty();
    assertThat(rig.get("/auth"))
        .startsWith("HTTP/1.1 401")
        .contains("WWW-Authenticate: Basic realm=\"Staff\"");
    String password = Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));
    assertThat(status(rig.get("/auth", "Authorization: Basic " + password))).isEqualTo(503);
    assertThat(rig.get("/hi")).contains("Content-Type: text/plain").endsWith("\r\n\r\nhello");
    assertThat(rig.get("/r"))
        .startsWith("HTTP/1.1 301")
        .contains("Location: https://shop.test/r\r\n");
    assertThat(rig.get("/metrics")).contains("haproxy_frontend_http_requests_total{proxy=\"www\"}");
    assertThat(status(rig.get("/"))).isEqualTo(503);
    assertThat(rig.get("/stats")).contains("text/html").contains("<td>www</td>");

    String[] frontend =
        rig.get("/stats;csv").split("\nwww,FRONTEND,")[1].split("\n")[0].split(",", -1);
    // Denied, then intercepted; the first two columns are gone.
    assertThat(frontend[10 - 2]).isEqualTo("4");
    assertThat(frontend[80 - 2]).isEqualTo("4");
    assertThat(frontend[48 - 2]).isEqualTo("13");
  }

  @Test
  void serve_answerRules_canReplaceTheAnswer() throws IOException {
    EchoOrigin shop = new EchoOrigin("shop", "X-Leak: yes\r\n");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n"
                + "  http-response deny if { res.hdr(X-Leak) -m found } { status 200 }\n"
                + "  server a "
                + shop.address()
                + "\n");

    String answer = rig.get("/");

    assertThat(status(answer)).isEqualTo(502);
    assertThat(answer).doesNotContain("at shop").doesNotContain("X-Leak");
    Director director = rig.flow.directors.find("www").orElseThrow();
    DirectorSnapshot snapshot = director.snapshot();
    assertThat(snapshot.load().current()).isZero();
    assertThat(snapshot.counts().failed()).isZero();
  }

  @Test
  void serve_cookie_keepsTheClientAtItsServer() throws IOException {
    EchoOrigin one = origin("one");
    EchoOrigin two = origin("two");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  cookie SRV insert indirect nocache httponly\n"
                + "  server a "
                + one.address()
                + " cookie s1\n  server b "
                + two.address()
                + " cookie s2\n");

    for (int i = 0; i < 4; i++) {
      String first = rig.get("/");
      String cookie = first.contains("at one\n") ? "SRV=s1" : "SRV=s2";
      assertThat(first).contains("Set-Cookie: " + cookie + "; path=/; HttpOnly\r\n");
      String again = rig.get("/", "Cookie: x=1; SRV=s2");
      assertThat(again).contains("at two\n").contains("Cookie: x=1\n").doesNotContain("Set-Cookie");
    }
  }

  @Test
  void serve_nbsrv_seesDisabledServers() throws Exception {
    EchoOrigin main = origin("main");
    EchoOrigin spare = origin("spare");
    String text =
        DEFAULTS
            + """
            frontend www
              bind $PORT
              use_backend spare if { nbsrv(main) lt 1 }
              default_backend main
            backend main
              server a %s%s
            backend spare
              server b %s
            """;

    assertThat(new Rig(text.formatted(main.address(), "", spare.address())).get("/"))
        .contains("at main\n");
    assertThat(new Rig(text.formatted(main.address(), " disabled", spare.address())).get("/"))
        .contains("at spare\n");
  }

  @Test
  void serve_maxconn_letsTheNextConnectionWait() throws Exception {
    EchoOrigin shop = origin("shop");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  maxconn 1\n  server a "
                + shop.address()
                + "\n");

    String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    List<Socket> clients = new ArrayList<>();
    // The listener may have been waiting for one more when it had enough.
    for (int i = 0; i < 4; i++) {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), rig.port);
      open.add(client);
      clients.add(client);
      client.getOutputStream().write(request.getBytes(UTF_8));
      client.setSoTimeout(i < 1 ? 10_000 : 300);
      if (i < 1) {
        assertThat(client.getInputStream().read()).isEqualTo('H');
      } else if (i > 1) {
        assertThatThrownBy(() -> client.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
    }
    // Nobody was turned away: each is served when those before it leave.
    for (Socket client : clients) {
      client.setSoTimeout(10_000);
      if (client != clients.get(0)) {
        assertThat(client.getInputStream().read()).isEqualTo('H');
      }
      client.close();
    }
  }

  @Test
  void serve_timeoutClient_closesASilentConnection() throws Exception {
    EchoOrigin shop = origin("shop");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  timeout client 60s\n"
                + "  timeout http-keep-alive 100ms\n  server a "
                + shop.address()
                + "\n");

    // Without Connection: close; what ends the reading is the timeout, long before 60s.
    assertThat(rig.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).contains("at shop\n");
  }

  private Path errorFile(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void errorFile_ofTheFrontend_isShownForRefusals() throws IOException {
    Path file =
        errorFile(
            "403.http",
            "HTTP/1.0 451 Unavailable\r\n"
                + "Cache-Control: no-cache\r\n"
                + "Connection: close\r\n"
                + "Content-Length: 999\r\n"
                + "Content-Type: text/plain\r\n"
                + "X-Why: rules \r\n\r\n"
                + "not here\n");
    Rig rig =
        new Rig(
            DEFAULTS
                + "  errorfile 403 "
                + file
                + "\nlisten www\n  bind $PORT\n  http-request deny if { path /no }\n"
                + "  http-request deny deny_status 404 if { path /other }\n"
                + "  server a 127.0.0.1:1\n");

    String answer = rig.ask("GET /no HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(rig.flow.setup.remarks()).isEmpty();
    assertThat(answer)
        .startsWith("HTTP/1.1 451 ")
        .contains("\r\nCache-Control: no-cache\r\n")
        .contains("\r\nContent-Type: text/plain\r\n")
        .contains("\r\nContent-Length: 9\r\n")
        .contains("\r\nX-Why: rules\r\n")
        .endsWith("\r\n\r\nnot here\n")
        .doesNotContain("999");
    assertThat(rig.ask("GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .doesNotContain("not here");
  }

  @Test
  void errorFile_ofTheBackend_goesBeforeThatOfTheFrontend() throws IOException {
    Path front = errorFile("front.http", "HTTP/1.0 503 No\n\nfront\n");
    Path back = errorFile("back.http", "HTTP/1.0 503 No\n\nback\n");
    Rig rig =
        new Rig(
            DEFAULTS
                + "frontend www\n  bind $PORT\n  errorfile 503 "
                + front
                + "\n  errorfile 502 "
                + front
                + "\n  use_backend with if { path /with }\n  default_backend without\n"
                + "backend with\n  retries 0\n  errorfile 503 "
                + back
                + "\n  errorfile 502 "
                + back
                + "\n"
                + "  server a 127.0.0.1:1\n"
                + "backend without\n"
                + "  retries 0\n"
                + "  server a 127.0.0.1:1\n");

    assertThat(rig.ask("GET /with HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .endsWith("\r\n\r\nback\n");
    assertThat(rig.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .endsWith("\r\n\r\nfront\n");
  }

  @Test
  void errorFile_thatCannotBeShown_isAWarningWithItsPlace() throws IOException {
    Path html = errorFile("page.html", "<html></html>\n");
    Path good = errorFile("good.http", "HTTP/1.0 400 Bad\n\nx");
    Path cut = errorFile("cut.http", "HTTP/1.0 500 Oh\nX: y\n");
    Path folded = errorFile("folded.http", "HTTP/1.0 504 Oh\nX: y\n z\n\n");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  errorfile 503 "
                + html
                + "\n  errorfile 502 /no/such/file\n  errorfile 408 /dev/null\n  errorfile 418 "
                + html
                + "\n  errorfile 400 "
                + good
                + "\n  errorfile 500 "
                + cut
                + "\n  errorfile 504 "
                + folded
                + "\n  server a 127.0.0.1:1\n");

    assertThat(rig.flow.setup.remarks())
        .satisfiesExactly(
            r -> assertThat(r).contains("cfg:9: ", "errorfile 503", "does not begin as an answer"),
            r -> assertThat(r).contains("cfg:10: ", "errorfile 502", "it cannot be read"),
            r ->
                assertThat(r).contains("cfg:11: ", "errorfile 408", "x0 answers with its own page"),
            r -> assertThat(r).contains("cfg:12: ", "errorfile 418", "this status has no file"),
            r -> assertThat(r).contains("cfg:13: ", "errorfile 400", "before the rules"),
            r -> assertThat(r).contains("cfg:14: ", "errorfile 500", "no empty line ends its head"),
            r -> assertThat(r).contains("cfg:15: ", "errorfile 504", "no header field"));
  }

  @Test
  void load_tlsListeners_areNeverOpenedInPlainText() throws IOException {
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  bind 127.0.0.1:"
                + freePort()
                + " ssl crt /x.pem\n  server a 127.0.0.1:1\n");

    assertThat(rig.flow.setup.listeners())
        .containsExactly(new ListenAddress("127.0.0.1", rig.port));
    assertThat(rig.flow.setup.remarks())
        .anyMatch(
            r ->
                r.matches(
                    ".*haproxy.cfg:9: warning: bind: .* is not opened: cannot read /x.pem: .*"));
    assertThat(rig.flow.setup.unusable()).hasSize(1);
  }

  @Test
  void unixSocket_isServed_withItsMode_andItsProxyHeader() throws Exception {
    Path socket = folder.resolve("web.sock");
    Path proxied = folder.resolve("proxied.sock");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  bind "
                + socket
                + " mode 666\n  bind unix@"
                + proxied
                + " accept-proxy user root group root\n"
                + "  http-request return status 200 content-type text/plain lf-string"
                + " \"%[src]\"\n");
    rig.flow.proxy.speak(rig.flow.setup.wires());

    assertThat(rig.flow.setup.remarks()).isEmpty();
    assertThat(rig.flow.setup.sockets())
        .containsEntry(ListenAddress.ofPath(socket.toString()), SocketAccess.of("666", "", ""))
        .containsEntry(
            ListenAddress.ofPath(proxied.toString()), SocketAccess.of("0660", "root", "root"));
    assertThat(ask(socket, "")).endsWith("\r\n\r\n127.0.0.1");
    assertThat(ask(proxied, "PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n"))
        .endsWith("\r\n\r\n192.0.2.7");
    assertThat(ask(proxied, "")).isEmpty();
  }

  private static String ask(Path socket, String before) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      client.write(ByteBuffer.wrap((before + request).getBytes(UTF_8)));
      ByteBuffer in = ByteBuffer.allocate(8192);
      try {
        while (client.read(in) >= 0) {
          assertThat(in.hasRemaining()).isTrue();
        }
      } catch (SocketException e) {
        // It was closed before all of the request was read.
      }
      return new String(in.array(), 0, in.position(), UTF_8);
    }
  }

  @Test
  void unixSocket_withAModeThatIsNone_isNotOpened() throws IOException {
    Rig rig = new Rig(DEFAULTS + "listen www\n  bind $PORT\n  bind /tmp/x0.sock mode rw\n");

    assertThat(rig.flow.setup.sockets()).isEmpty();
    assertThat(rig.flow.setup.remarks())
        .anyMatch(r -> r.contains("haproxy.cfg:9: warning: bind: unix:/tmp/x0.sock is not opened"))
        .anyMatch(r -> r.contains("mode: rw (expected: three octal digits"));
  }

  /** Anybody is believed, as HAProxy does. */
  @Test
  void acceptProxy_overTheNetwork_takesTheHeaderOfAnybody() throws IOException {
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n"
                + "  bind $PORT accept-proxy\n"
                + "  http-request return status 200 content-type text/plain lf-string"
                + " \"%[src]\"\n");
    rig.flow.proxy.speak(rig.flow.setup.wires());
    String request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    assertThat(rig.ask("PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n" + request))
        .endsWith("\r\n\r\n192.0.2.7");
  }

  @Test
  void load_everyAddress_equalsThatOfListen() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("h.cfg"),
            DEFAULTS + "listen www\n  bind *:8080\n  server a 127.0.0.1:1\n");
    try (FlowRig rig =
        new FlowRig("listen ':8080'; haproxy.load ['" + file + "'];", "return 200;")) {
      assertThat(rig.setup.listeners()).containsOnly(new ListenAddress("0.0.0.0", 8080));
    }
  }

  @Test
  void load_severalFiles_areReadAsOne_andLenientlyIfAsked() throws IOException {
    Path defaults = Files.writeString(folder.resolve("1.cfg"), DEFAULTS);
    Path site =
        Files.writeString(
            folder.resolve("2.cfg"),
            "listen www\n  bind 127.0.0.1:8081\n  http-request deny if { lua.bad }\n"
                + "  server a 127.0.0.1:1\n");

    try (FlowRig strict =
        new FlowRig("haproxy.load '" + defaults + "', '" + site + "';", "return 200;")) {
      assertThat(strict.setup.listeners()).isEmpty();
      assertThat(strict.setup.remarks()).anyMatch(r -> r.contains("2.cfg:3: error: http-request"));
    }
    try (FlowRig lenient =
        new FlowRig(
            "haproxy.load ['" + defaults + "', '" + site + "'], lenient: true;", "return 200;")) {
      assertThat(lenient.setup.listeners()).hasSize(1);
      assertThat(lenient.directors.find("www")).isPresent();
    }
  }

  @Test
  void load_missingFile_isOneClearError() {
    Path missing = folder.resolve("missing.cfg");

    assertThatThrownBy(() -> new FlowRig("haproxy.load '" + missing + "';", "return 200;"))
        .hasMessage("haproxy.load: cannot read " + missing + ": no such file or folder");
    assertThatThrownBy(() -> new FlowRig("haproxy.load '" + folder + "';", "return 200;"))
        .hasMessage("haproxy.load: cannot read " + folder + ": it is a folder");
  }

  @Test
  void statsAndMonitor_workForAllDirectors() throws IOException {
    EchoOrigin shop = origin("shop");
    try (FlowRig rig =
        new FlowRig(
            "director.create 'shop', 'b1' => 'http://" + shop.address() + "?capacity=4';",
            "director.haproxy_stats '/haproxy'; director.haproxy_monitor '/alive';"
                + " director.balance 'shop';")) {
      assertThat(rig.get("/x")).contains("at shop\n");
      String csv = rig.get("/haproxy;csv");
      assertThat(csv)
          .contains("Content-Type: text/plain")
          .contains("\r\n\r\n# pxname,svname,")
          .contains("\nshop,FRONTEND,")
          .contains("\nshop,b1,")
          .contains("\nshop,BACKEND,");
      assertThat(rig.get("/alive")).startsWith("HTTP/1.1 200").contains("Service ready.");
    }
  }
}
