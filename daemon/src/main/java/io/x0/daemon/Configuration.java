package io.x0.daemon;

import io.x0.director.Directors;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.Program;
import io.x0.flow.closure.FlowException;
import io.x0.flow.source.FileSourceReader;
import io.x0.modules.AdminDoor;
import io.x0.modules.DirectorModule;
import io.x0.modules.Modules;
import io.x0.modules.RequestContext;
import io.x0.modules.SetupContext;
import io.x0.proxy.ProxyConfig;
import io.x0.proxy.RequestProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A configuration file that was compiled and whose setup has run. Immutable.
 *
 * @param file where it came from
 * @param requests what it says about each request
 * @param setup what its setup asks for
 * @param references the directors it names
 * @param warnings what is doubtful about it, in lines; empty if nothing is
 */
record Configuration(
    Path file,
    RequestProgram requests,
    SetupContext setup,
    List<DirectorModule.Reference> references,
    String warnings) {
  private static final int MOST_REMARKS = 200;

  /** Returns the file to use when none is given. */
  static Path defaultFile() {
    String home = System.getProperty("x0.home");
    if (home != null) {
      Path besideBin = Path.of(home, "etc", "x0d.conf");
      if (Files.exists(besideBin)) {
        return besideBin;
      }
    }
    return Path.of("/etc/x0d/x0d.conf");
  }

  /** Returns the result of compiling a file: a program, or all that is wrong with it. */
  static CompileResult<SetupContext, RequestContext> compile(Path file, Modules modules) {
    return new FlowCompiler<>(modules.builtins(), new FileSourceReader(), System.getenv())
        .compile(file.toString());
  }

  /**
   * Returns the configuration that {@code file} holds.
   *
   * @throws StartupException if it has errors; the message holds all of them
   */
  static Configuration load(Path file, Directors directors) throws StartupException {
    return load(file, directors, AdminDoor.SHUT);
  }

  /**
   * Returns the configuration that {@code file} holds.
   *
   * @param door the admin side, for clients of listeners
   * @throws StartupException if it has errors; the message holds all of them
   */
  static Configuration load(Path file, Directors directors, AdminDoor door)
      throws StartupException {
    Modules modules = new Modules(directors, door);
    CompileResult<SetupContext, RequestContext> result = compile(file, modules);
    Program<SetupContext, RequestContext> program = result.program();
    if (program == null) {
      throw new StartupException(result.report().stripTrailing(), null);
    }
    SetupContext setup = setUp(file, program);
    String report = result.diagnostics().isEmpty() ? "" : result.report().stripTrailing();
    String remarks = remarks(setup);
    return new Configuration(
        file,
        modules.requests(program),
        setup,
        modules.references(),
        report.isEmpty() || remarks.isEmpty() ? report + remarks : report + "\n" + remarks);
  }

  /** Returns what setup has to say about other files, in lines; not all if it is too much. */
  static String remarks(SetupContext setup) {
    List<String> all = setup.remarks();
    String lines = String.join("\n", all.subList(0, Math.min(MOST_REMARKS, all.size())));
    int more = all.size() - MOST_REMARKS;
    return more <= 0
        ? lines
        : lines + "\nand " + more + " lines more: x0ctl haproxy check FILE shows them all";
  }

  /**
   * Returns whether it wants its state and its admin socket in the same places as {@code other},
   * and as much memory and disk for cached answers.
   */
  boolean hasSamePlaces(Configuration other) {
    return Objects.equals(setup.stateFolder(), other.setup.stateFolder())
        && Objects.equals(setup.adminSocket(), other.setup.adminSocket())
        && Objects.equals(setup.adminGroup(), other.setup.adminGroup())
        && Objects.equals(setup.cacheDisk(), other.setup.cacheDisk())
        && proxy().cacheBytes() == other.proxy().cacheBytes();
  }

  /** Returns what it says about all requests. */
  ProxyConfig proxy() {
    return setup.proxy(requests);
  }

  /**
   * Runs the setup of a program and returns what it asks for. Nothing of that has happened yet.
   *
   * @throws StartupException if it fails or asks for nothing to listen on
   */
  static SetupContext setUp(Path file, Program<SetupContext, RequestContext> program)
      throws StartupException {
    SetupContext setup = new SetupContext();
    try {
      program.setup().run(setup);
      // What is missing for TLS is to be known before anything is brought into force.
      var unused = setup.wires();
    } catch (FlowException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(file + ": error: in setup: " + e.getMessage(), e);
    }
    if (setup.listeners().isEmpty()) {
      throw new StartupException(
          file + ": error: setup opens no listener: add a line such as listen '127.0.0.1:8080';",
          null);
    }
    return setup;
  }
}
