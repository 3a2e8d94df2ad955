package io.x0.e2e;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * x0d as a process with a folder of its own, and x0ctl for it. Whatever happens, {@link #close}
 * leaves no process and no file. Confined to one thread, except {@link #ctl} and {@link #admin}.
 */
final class TestDaemon implements AutoCloseable {
  /** Serves the only director there is, or the one named like the host. */
  static final String DEFAULT_CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
      }
      handler main {
        director.default;
        return 404;
      }
      """;

  private static final long PATIENCE_SECONDS = 60;

  private final Path home = Path.of(System.getProperty("x0.tree", "target/x0")).toAbsolutePath();
  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** Each lives for seconds: what the second compiler costs never comes back. */
  private String javaOptions = "-XX:TieredStopAtLevel=1";

  private @Nullable Process process;
  private int port;

  /**
   * How a program ended.
   *
   * @param exit its exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Ran(int exit, String out, String err) {}

  private TestDaemon() throws IOException {
    folder = Files.createTempDirectory("x0-e2e");
  }

  /** Returns one that is not started yet, with {@link #DEFAULT_CONFIG}. */
  static TestDaemon create() throws IOException {
    return new TestDaemon().config(DEFAULT_CONFIG);
  }

  /** Returns one that serves with {@link #DEFAULT_CONFIG}. */
  static TestDaemon started() throws Exception {
    return create().start();
  }

  /** Writes the configuration; {@code $FOLDER} in it becomes the private folder. */
  TestDaemon config(String text) throws IOException {
    Files.writeString(configFile(), text.replace("$FOLDER", folder.toString()));
    return this;
  }

  /** Sets further options of the Java VM. */
  TestDaemon javaOptions(String options) {
    javaOptions = options;
    return this;
  }

  /** Sets further variables of x0d. */
  TestDaemon environment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** Returns the tree that it runs from. */
  Path home() {
    return home;
  }

  Path folder() {
    return folder;
  }

  Path configFile() {
    return folder.resolve("x0d.conf");
  }

  Path socket() {
    return folder.resolve("admin.sock");
  }

  Path stateFolder() {
    return folder.resolve("state");
  }

  /** Returns all that x0d wrote so far. */
  String log() throws IOException {
    Path log = folder.resolve("x0d.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Starts x0d and waits until it serves. */
  TestDaemon start() throws Exception {
    return launch().awaitReady();
  }

  /**
   * Starts an x0d in the place of the one that runs.
   *
   * @return the one that ran, when the other serves
   */
  Process replace() throws Exception {
    Process before = process();
    launch("--replace").awaitReady();
    return before;
  }

  /** From now on this is the process that is meant. */
  void adopt(Process one) {
    process = one;
  }

  /** Starts x0d and does not wait. */
  TestDaemon launch(String... options) throws IOException {
    process =
        daemon(options)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("x0d.log").toFile()))
            .start();
    started.add(process);
    return this;
  }

  /** Waits until x0d serves. */
  TestDaemon awaitReady() throws Exception {
    Await.until(
        "x0d serves",
        () -> {
          if (!process().isAlive()) {
            throw new AssertionError("x0d ended with " + process().exitValue() + ": " + log());
          }
          return isReady();
        });
    return this;
  }

  private boolean isReady() {
    try (Admin admin = admin()) {
      JsonObject status = admin.call("GET", "/status").json();
      JsonArray listeners = status.getAsJsonArray("listeners");
      if (status.get("pid").getAsLong() != pid() || listeners.isEmpty()) {
        return false;
      }
      String url = listeners.get(0).getAsJsonObject().get("url").getAsString();
      port = URI.create(url).getPort();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the port of the first listener. */
  int port() {
    return port;
  }

  long pid() {
    return process().pid();
  }

  Process process() {
    if (process == null) {
      throw new IllegalStateException("x0d was never started");
    }
    return process;
  }

  /** Returns a new connection to the admin socket. */
  Admin admin() throws IOException {
    return new Admin(socket());
  }

  /** Runs x0ctl for this daemon. */
  Ran ctl(String... arguments) throws IOException, InterruptedException {
    return ctl(Map.of(), arguments);
  }

  /** Runs x0ctl for this daemon, with more in its environment. */
  Ran ctl(Map<String, String> more, String... arguments) throws IOException, InterruptedException {
    return ctl(List.of(), more, arguments);
  }

  /** Runs x0ctl for this daemon as another user. */
  Ran ctlAs(List<String> user, String... arguments) throws IOException, InterruptedException {
    return ctl(user, Map.of("HOME", "/nonexistent"), arguments);
  }

  private Ran ctl(List<String> prefix, Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin/x0ctl").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("X0_"));
    builder.environment().putAll(environment());
    builder.environment().putAll(more);
    return finish(builder);
  }

  /** Returns what x0ctl finds this daemon by, and what keeps it from writing into a home. */
  Map<String, String> environment() {
    return Map.of("X0_SOCKET", socket().toString(), "XDG_CACHE_HOME", cache());
  }

  /** Returns the folder in which the programs keep what they start faster with. */
  private String cache() {
    return home.resolveSibling("cache").toString();
  }

  /** Runs x0ctl and fails unless it succeeds. */
  String must(String... arguments) throws IOException, InterruptedException {
    Ran ran = ctl(arguments);
    if (ran.exit != 0) {
      throw new AssertionError("x0ctl " + String.join(" ", arguments) + ": " + ran);
    }
    return ran.out;
  }

  /** Runs x0d with these options alone until it ends. */
  Ran runBare(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/x0d").toString());
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("XDG_CACHE_HOME", cache());
    return finish(builder);
  }

  /**
   * Runs x0d until it ends, with the configuration, state folder and socket of this one where
   * {@code options} names no others.
   */
  Ran run(String... options) throws IOException, InterruptedException {
    return finish(daemon(options));
  }

  private ProcessBuilder daemon(String... options) {
    Map<String, Path> usual = new LinkedHashMap<>();
    usual.put("--config", configFile());
    usual.put("--state-dir", stateFolder());
    usual.put("--admin-socket", socket());
    usual.keySet().removeAll(List.of(options));
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/x0d").toString());
    command.addAll(List.of(options));
    usual.forEach((option, path) -> command.addAll(List.of(option, path.toString())));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("X0D_JAVA_OPTS", javaOptions);
    builder.environment().put("XDG_CACHE_HOME", cache());
    builder.environment().putAll(environment);
    return builder;
  }

  private Ran finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "run", ".out");
    Path err = Files.createTempFile(folder, "run", ".err");
    Process run = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      run.getOutputStream().close();
      if (!run.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("did not end: " + builder.command() + Files.readString(err));
      }
      return new Ran(run.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      run.destroyForcibly().waitFor();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Sends SIGTERM. */
  void term() {
    process().destroy();
  }

  /** Sends SIGINT, as Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-INT", Long.toString(pid())).start().waitFor();
    if (exit != 0) {
      throw new AssertionError("kill -INT failed");
    }
  }

  /** Waits for the end of x0d and returns its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("x0d did not end");
    }
    return process().exitValue();
  }

  /** Sends SIGTERM and returns the exit code. */
  int stop() throws InterruptedException {
    term();
    return awaitEnd();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() throws InterruptedException {
    process().destroyForcibly().waitFor();
  }

  /** Returns a line of {@code /proc/PID/status}, such as that of {@code VmRSS}; empty if none. */
  String proc(String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field + ":"))
          .findFirst()
          .map(line -> line.substring(field.length() + 1).strip())
          .orElse("");
    }
  }

  /** Ends every process and deletes the folder. */
  @Override
  public void close() throws IOException {
    for (Process one : started) {
      one.destroyForcibly().onExit().join();
    }
    for (int left = 100; !isDeleted(); left--) {
      if (left == 0) {
        throw new IOException(folder + " does not get empty");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /** Returns whether it could be done; what x0ctl has left behind may still write its archive. */
  private boolean isDeleted() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
      return true;
    } catch (DirectoryNotEmptyException | UncheckedIOException e) {
      return false;
    }
  }
}
