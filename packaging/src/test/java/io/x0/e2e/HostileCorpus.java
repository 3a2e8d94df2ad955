package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Hostile messages, an x0d that they are sent to, and the program that does so. Most of its time it
 * waits whether something comes that must not, so it runs many times at once, each time with few of
 * the messages, a listener and an origin of its own. Confined to one thread.
 */
final class HostileCorpus implements AutoCloseable {
  private static final Path FOLDER = Path.of("../../shared/data/hostile");
  private static final Path RUNNER = FOLDER.resolve("run_corpus.py");
  private static final List<String> KINDS = List.of("requests", "h2c", "responses");
  private static final int MOST_TOGETHER = 4;
  private static final int MOST_RUNS = 12;
  private static final int PATIENCE_SECONDS = 300;
  private static final String USUAL_SECONDS = "1.2";
  private static final String PATIENT_SECONDS = "6";
  private static final int LEAST_PORT = 16_000;
  private static final int MOST_PORT = 32_000;

  private final Path folder;
  private final boolean isTls;
  private final TestDaemon daemon;
  private final List<Part> parts = new ArrayList<>();
  private final Set<Integer> ports = new HashSet<>();

  /** Some messages of a kind, where they are sent, and where their origin listens. */
  private record Part(String kind, List<String> messages, int port, int origin) {}

  /** The program at work on some messages. */
  private record Run(Part part, String http1, String http2, Process process) {
    void await() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  /**
   * Starts an x0d for all messages.
   *
   * @param folder for results
   * @param isTls whether they are sent within TLS
   */
  HostileCorpus(Path folder, boolean isTls) throws Exception {
    this.folder = folder;
    this.isTls = isTls;
    for (String kind : KINDS) {
      List<String> all = messages(kind);
      for (int i = 0; i < all.size(); i += MOST_TOGETHER) {
        List<String> some = all.subList(i, Math.min(all.size(), i + MOST_TOGETHER));
        parts.add(new Part(kind, some, unusedPort(), unusedPort()));
      }
    }
    daemon = TestDaemon.create().config(config());
    try {
      Certificate.make(daemon.folder());
      daemon.start();
    } catch (Exception | AssertionError e) {
      daemon.close();
      throw e;
    }
  }

  static void assumeIsThere() throws InterruptedException {
    assumeTrue(Files.exists(RUNNER), "there is no " + RUNNER);
    assumeTrue(hasPython(), "there is no python3");
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the names of the messages of a kind. */
  private static List<String> messages(String kind) throws IOException {
    return Files.readAllLines(FOLDER.resolve("MANIFEST.tsv")).stream()
        .map(line -> line.split("\t", 3))
        .filter(row -> row.length == 3 && row[1].equals(kind))
        .map(row -> row[0])
        .toList();
  }

  private String config() {
    StringBuilder setup = new StringBuilder("handler setup {\n");
    StringBuilder main = new StringBuilder("handler main {\n");
    if (isTls) {
      setup.append("  ssl.context '$FOLDER/web.pem', '$FOLDER/web.key';\n");
    }
    for (Part part : parts) {
      String name = "origin" + part.origin;
      setup
          .append(isTls ? "  ssl.listen" : "  listen")
          .append(" '127.0.0.1:%d';\n".formatted(part.port))
          .append(
              "  director.create '%s', 'a' => 'http://127.0.0.1:%d?capacity=256';\n"
                  .formatted(name, part.origin))
          .append(
              "  director.set '%s', 'health-check-mode' => 'off', 'read-timeout' => '3s';\n"
                  .formatted(name));
      main.append(
          "  if req.localport == %d { director.balance '%s'; }\n".formatted(part.port, name));
    }
    return setup.append("}\n").append(main).append("  return 404;\n}\n").toString();
  }

  long pid() {
    return daemon.pid();
  }

  String log() throws IOException {
    return daemon.log();
  }

  /** Sends all messages, and returns what was seen of each, by verdict. */
  Map<String, List<String>> replay() throws Exception {
    List<TlsBridge> bridges = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    try {
      for (Part part : parts) {
        if (runs.size() >= MOST_RUNS) {
          runs.get(runs.size() - MOST_RUNS).await();
        }
        String http1 = "127.0.0.1:" + part.port;
        String http2 = http1;
        if (isTls) {
          TlsBridge first = new TlsBridge(part.port, "http/1.1");
          bridges.add(first);
          TlsBridge second = new TlsBridge(part.port, "h2");
          bridges.add(second);
          http1 = first.address();
          http2 = second.address();
        }
        warm(Integer.parseInt(http1.substring(http1.indexOf(':') + 1)));
        runs.add(new Run(part, http1, http2, start(part, http1, http2, USUAL_SECONDS)));
      }
      Map<String, List<String>> byVerdict = new TreeMap<>();
      for (int i = 0; i < runs.size(); i++) {
        Run run = runs.get(i);
        run.await();
        Map<String, List<String>> seen =
            Files.exists(file(run.part)) ? results(run.part) : Map.of();
        if (seen.isEmpty() || seen.containsKey("FAIL") || seen.containsKey("WEAK")) {
          // Who is silent may only be slow, on a machine that has other things to do.
          Process again = start(run.part, run.http1, run.http2, PATIENT_SECONDS);
          runs.set(i, new Run(run.part, run.http1, run.http2, again));
          runs.get(i).await();
          seen = results(run.part);
        }
        seen.forEach(
            (verdict, some) ->
                byVerdict.computeIfAbsent(verdict, v -> new ArrayList<>()).addAll(some));
      }
      return byVerdict;
    } finally {
      for (Run run : runs) {
        run.process.destroyForcibly().waitFor();
      }
      for (TlsBridge bridge : bridges) {
        bridge.close();
      }
    }
  }

  /** The first request of a daemon takes its time, which the program does not have. */
  private static void warm(int port) throws IOException {
    assertThat(Client.once(port, "/").status()).isGreaterThanOrEqualTo(200);
  }

  /**
   * Starts the program.
   *
   * @param seconds how long it waits for an answer
   */
  private Process start(Part part, String http1, String http2, String seconds) throws IOException {
    Files.deleteIfExists(file(part));
    String only =
        part.messages.stream()
            .map(name -> name.replaceAll("[^A-Za-z0-9/_-]", "\\\\$0"))
            .collect(Collectors.joining("|", "^(", ")$"));
    return new ProcessBuilder(
            "python3",
            RUNNER.toString(),
            "--proxy",
            http1,
            "--h2c",
            http2,
            "--origin-port",
            Integer.toString(part.origin),
            "--kinds",
            part.kind,
            "--only",
            only,
            "-t",
            seconds,
            "--json",
            file(part).toString())
        .redirectErrorStream(true)
        .redirectOutput(said(part).toFile())
        .start();
  }

  private Path file(Part part) {
    return folder.resolve(part.origin + ".json");
  }

  private Path said(Part part) {
    return folder.resolve(part.origin + ".txt");
  }

  /** Each result begins with the name of its message, and has its verdict next to last. */
  private Map<String, List<String>> results(Part part) throws IOException {
    assertThat(file(part)).as(Files.readString(said(part))).exists();
    List<String> names = new ArrayList<>();
    Map<String, List<String>> byVerdict = new TreeMap<>();
    String text = Files.readString(file(part));
    for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
      JsonArray row = element.getAsJsonArray();
      names.add(row.get(0).getAsString());
      byVerdict
          .computeIfAbsent(row.get(4).getAsString(), verdict -> new ArrayList<>())
          .add(row.get(0).getAsString() + ": " + row.get(3).getAsString());
    }
    assertThat(names).containsExactlyElementsOf(part.messages);
    return byVerdict;
  }

  /** Below those that connections are given, or one of them could take it meanwhile. */
  private int unusedPort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT);
      if (!ports.add(port)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody has it: another one, then.
      }
    }
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
