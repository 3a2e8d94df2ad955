package io.x0.cli.command;

import io.x0.cli.output.Host;
import io.x0.common.FileFailure;
import io.x0.common.tool.OfflineTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Runs what only the library of the daemon can do. It stands beside that of x0ctl and is opened for
 * this alone: it would make every other command slower. Stateless.
 */
final class OfflineTools {
  private OfflineTools() {}

  /**
   * What a tool had to say. Immutable.
   *
   * @param code 0 if all is well
   * @param out its result
   * @param err what is wrong, in lines
   */
  record Ran(int code, String out, String err) {}

  /**
   * Runs a tool.
   *
   * @throws OfflineToolException if it is not installed
   */
  static Ran run(String name, List<String> arguments) {
    Path jar = daemonJar(folder());
    try (URLClassLoader library =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, OfflineTools.class.getClassLoader())) {
      for (OfflineTool tool : ServiceLoader.load(OfflineTool.class, library)) {
        if (tool.name().equals(name)) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          ByteArrayOutputStream err = new ByteArrayOutputStream();
          int code =
              tool.run(
                  arguments,
                  new PrintStream(out, true, StandardCharsets.UTF_8),
                  new PrintStream(err, true, StandardCharsets.UTF_8));
          return new Ran(
              code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new OfflineToolException("cannot open " + jar + ": " + FileFailure.reason(e));
    }
    throw new OfflineToolException(jar + " cannot do this: it is another version of x0d");
  }

  /** Returns the folder that the library of x0ctl is in. */
  private static Path folder() {
    try {
      Path own =
          Path.of(OfflineTools.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = own.getParent();
      return folder == null ? own : folder;
    } catch (URISyntaxException e) {
      throw new OfflineToolException("cannot find the folder of x0ctl: " + e.getMessage());
    }
  }

  private static Path daemonJar(Path folder) {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "x0-daemon*.jar")) {
        for (Path jar : jars) {
          return jar;
        }
      } catch (IOException e) {
        throw new OfflineToolException("cannot look into " + folder + ": " + FileFailure.reason(e));
      }
    }
    throw new OfflineToolException(
        "this needs x0d on the same machine: there is no x0-daemon jar in " + folder);
  }

  /** Hands what a tool found wrong to the operator, line by line. */
  static void complain(Ran ran, Host host) {
    host.out().flush();
    host.err().print(ran.err());
    host.err().flush();
  }
}
