package io.x0.e2e;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An origin in a process of its own, which can be stopped and continued. Thread-safe. */
final class ChildOrigin implements Closeable {
  private final Process process;
  private final int port;

  /** Starts one that answers {@code name} to every request. */
  ChildOrigin(String name) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ChildOrigin.class.getName(),
                name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the origin did not start");
    }
    port = Integer.parseInt(line);
  }

  /** Runs the origin: it tells its port, and ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    try (Origin origin = Origin.busy(arguments[0], 5)) {
      System.out.println(origin.port());
      while (System.in.read() >= 0) {
        // Whoever started this is still there.
      }
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Sends a signal such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
