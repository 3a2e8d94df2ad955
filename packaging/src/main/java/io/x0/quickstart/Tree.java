package io.x0.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs of an unpacked x0 and a private folder for their state. Confined to one thread.
 *
 * @param home the folder with bin/ and lib/
 * @param folder where configuration, state, socket and logs go
 */
record Tree(Path home, Path folder) {
  private static final int PATIENCE_SECONDS = 60;

  Path socket() {
    return folder.resolve("admin.sock");
  }

  Path log() {
    return folder.resolve("x0d.log");
  }

  /** Starts x0d; what it says goes to {@link #log}. */
  Process startDaemon() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/x0d").toString(),
                "--config",
                folder.resolve("x0d.conf").toString(),
                "--state-dir",
                folder.resolve("state").toString(),
                "--admin-socket",
                socket().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    useCache(builder);
    return builder.start();
  }

  /** What a program keeps for its next start stays in the build folder, not in a home. */
  private void useCache(ProcessBuilder builder) {
    builder.environment().put("XDG_CACHE_HOME", home.resolveSibling("cache").toString());
  }

  /** Waits until x0d answers, and returns the URL of its listener. */
  String awaitReady(Process daemon) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      if (!daemon.isAlive()) {
        throw new QuickstartException("x0d ended: " + Files.readString(log()).strip());
      }
      if (Files.exists(socket())) {
        Output status = run("status", "--output", "json");
        String url = status.exit == 0 ? listenerUrl(status.out) : "";
        if (!url.isEmpty()) {
          return url;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new QuickstartException("x0d did not answer within " + PATIENCE_SECONDS + " seconds");
  }

  /** Returns the first listener's URL; empty when the admin socket was faster than the listener. */
  private static String listenerUrl(String json) {
    int at = json.indexOf("\"url\": \"http://");
    if (at < 0) {
      return "";
    }
    int start = at + 8;
    return json.substring(start, json.indexOf('"', start));
  }

  /** What a program printed. */
  record Output(int exit, String out, String err) {}

  /** Runs x0ctl to its end. */
  Output run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/x0ctl").toString());
    command.add("--socket");
    command.add(socket().toString());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "x0ctl", ".out");
    Path err = Files.createTempFile(folder, "x0ctl", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    useCache(builder);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new QuickstartException("x0ctl did not end: " + String.join(" ", arguments));
    }
    Output output = new Output(process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return output;
  }

  /** Runs x0ctl and fails unless it succeeds. */
  String must(String... arguments) throws IOException, InterruptedException {
    Output output = run(arguments);
    if (output.exit != 0) {
      throw new QuickstartException(
          "x0ctl " + String.join(" ", arguments) + ": " + output.err.strip());
    }
    return output.out;
  }

  /** Ends x0d as an operator would, and fails unless it drains and exits with 0. */
  void stop(Process daemon) throws InterruptedException {
    daemon.destroy();
    if (!daemon.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      daemon.destroyForcibly().waitFor();
      throw new QuickstartException("x0d did not end after SIGTERM");
    }
    if (daemon.exitValue() != 0) {
      throw new QuickstartException("x0d exited with " + daemon.exitValue() + " after SIGTERM");
    }
  }

  /** Deletes the private folder. */
  void delete() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
