package io.x0.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * Starts three sample origins and x0d with a private state folder, makes a director through x0ctl,
 * sends requests through it and shows how they were spread. With {@code --check} it verifies every
 * reply, restarts x0d on the same state, and ends.
 *
 * <p>It leaves no process and no file behind, however it ends.
 */
public final class Quickstart implements AutoCloseable {
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
      }
      handler main {
        director.balance 'demo';
      }
      """;
  private static final String NAME = "X-Director-Backend";
  private static final int CHECKED = 1000;
  private static final int SHOWN = 12;

  private final PrintStream out;
  private final Tree tree;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final List<SampleOrigin> origins = new ArrayList<>();
  private Process daemon;
  private String url = "";

  private Quickstart(Path home, PrintStream out) throws IOException {
    this.out = out;
    this.tree = new Tree(home, Files.createTempDirectory("x0-quickstart"));
    Files.writeString(tree.folder().resolve("x0d.conf"), CONFIG);
    Files.createDirectory(tree.folder().resolve("state"));
    for (int i = 1; i <= 3; i++) {
      origins.add(new SampleOrigin("b" + i));
    }
    this.daemon = tree.startDaemon();
  }

  /**
   * Runs the quickstart.
   *
   * @param args the folder of the unpacked x0, and optionally {@code --check}
   */
  public static void main(String[] args) throws Exception {
    // The JDK's server would otherwise hold small answers back for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Path home = Path.of(args[0]);
    boolean check = args.length > 1 && args[1].equals("--check");
    if (args.length > 2 || (args.length == 2 && !check)) {
      System.err.println("usage: quickstart [--check]");
      System.exit(2);
    }
    Quickstart quickstart = new Quickstart(home, System.out);
    Thread cleanup = new Thread(quickstart::close);
    Runtime.getRuntime().addShutdownHook(cleanup);
    int exit = 0;
    try {
      quickstart.prepare();
      if (check) {
        quickstart.check();
      } else {
        quickstart.show();
        new CountDownLatch(1).await();
      }
    } catch (QuickstartException e) {
      System.err.println("quickstart: FAILED " + e.getMessage());
      exit = 1;
    }
    System.exit(exit);
  }

  private void prepare() throws IOException, InterruptedException {
    url = tree.awaitReady(daemon);
    tree.must("director", "create", "demo");
    for (SampleOrigin origin : origins) {
      tree.must("backend", "add", "demo", origin.name(), origin.url(), "--capacity", "8");
    }
  }

  private void show() throws IOException, InterruptedException {
    out.println("x0d listens on " + url + ", its admin socket is " + tree.socket());
    out.println("director demo was created with x0ctl; " + SHOWN + " requests to it:");
    for (int i = 1; i <= SHOWN; i++) {
      HttpResponse<String> reply = get("/" + i);
      out.println("  " + reply.statusCode() + " " + reply.body().strip());
    }
    out.println();
    out.print(tree.must("backend", "list", "demo"));
    Path x0ctl = tree.home().resolve("bin/x0ctl");
    out.println();
    out.println("Try in another terminal:");
    out.println("  export X0_SOCKET=" + tree.socket());
    out.println("  curl -i " + url + "/hello");
    out.println("  " + x0ctl + " status");
    out.println("  " + x0ctl + " director show demo");
    out.println("  " + x0ctl + " backend disable demo b2");
    out.println("  " + x0ctl + " backend set demo b1 capacity=2");
    out.println("  " + x0ctl + " history");
    out.println();
    out.println("Ctrl-C ends it all and leaves nothing behind.");
  }

  private void check() throws IOException, InterruptedException {
    Map<String, Integer> spread = new TreeMap<>();
    for (int i = 0; i < CHECKED; i++) {
      spread.merge(verified("/check/" + i), 1, Integer::sum);
    }
    if (spread.size() != origins.size()) {
      throw new QuickstartException("not every backend served: " + spread);
    }
    for (SampleOrigin origin : origins) {
      if (origin.served() != spread.getOrDefault(origin.name(), 0)) {
        throw new QuickstartException(
            origin.name() + " says it served " + origin.served() + ", replies say " + spread);
      }
    }
    tree.stop(daemon);
    daemon = tree.startDaemon();
    url = tree.awaitReady(daemon);
    String director = tree.must("director", "show", "demo", "--output", "json");
    for (SampleOrigin origin : origins) {
      if (!director.contains("\"url\": \"" + origin.url() + "\"")) {
        throw new QuickstartException("after the restart " + origin.name() + " is missing");
      }
    }
    for (int i = 0; i < origins.size(); i++) {
      verified("/restored/" + i);
    }
    tree.stop(daemon);
    close();
    out.println(
        "quickstart: OK requests="
            + CHECKED
            + " failed=0 backends="
            + spread.size()
            + " restored=yes");
  }

  /** Sends a request, checks the whole reply and returns the backend that served it. */
  private String verified(String path) throws IOException, InterruptedException {
    HttpResponse<String> reply = get(path);
    String backend = reply.headers().firstValue(NAME).orElse("");
    SampleOrigin origin =
        origins.stream()
            .filter(o -> o.name().equals(backend))
            .findFirst()
            .orElseThrow(
                () -> new QuickstartException(path + ": " + NAME + " is '" + backend + "'"));
    if (reply.statusCode() != 200) {
      throw new QuickstartException(path + ": status " + reply.statusCode());
    }
    if (!reply.body().equals(origin.body(path))) {
      throw new QuickstartException(path + ": unexpected body '" + reply.body() + "'");
    }
    return backend;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Ends x0d and the origins and deletes the private folder. */
  @Override
  public void close() {
    daemon.destroy();
    try {
      if (!daemon.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    origins.forEach(SampleOrigin::close);
    tree.delete();
  }
}
