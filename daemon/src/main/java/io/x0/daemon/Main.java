package io.x0.daemon;

import ch.qos.logback.classic.LoggerContext;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.Directors;
import io.x0.flow.CompileResult;
import io.x0.flow.Program;
import io.x0.modules.Modules;
import io.x0.modules.RequestContext;
import io.x0.modules.SetupContext;
import io.x0.store.Backup;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The entry point of x0d. */
public final class Main {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  /** Runs x0d until a signal ends it. */
  public static void main(String[] args) {
    int exit = run(args, System.out, System.err);
    if (exit >= 0) {
      System.exit(exit);
    }
  }

  /** Returns the exit code, or -1 when x0d runs until a signal comes. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    Options options = new Options();
    CommandLine commandLine = new CommandLine(options);
    try {
      commandLine.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      err.println("x0d: " + e.getMessage() + " (x0d --help lists the options)");
      return USAGE;
    }
    options.given = List.of(args);
    if (options.help) {
      commandLine.usage(out);
      return OK;
    }
    if (options.version) {
      out.println("x0d " + Version.current() + " (Java " + Runtime.version() + ")");
      return OK;
    }
    if (options.file != null && (!(options.check || options.dumpAst) || options.config != null)) {
      err.println(
          "x0d: unexpected '"
              + options.file
              + "': only --check and --dump-ast take a file without --config"
              + " (x0d --help lists the options)");
      return USAGE;
    }
    if (options.check || options.dumpAst) {
      return check(options, out, err);
    }
    if (options.backup != null) {
      return backUp(options, options.backup, out, err);
    }
    try {
      AtomicInteger exit = new AtomicInteger(OK);
      X0d daemon =
          new X0d(
              options,
              status -> {
                exit.set(status);
                System.exit(status);
              });
      Signals.handle("HUP", "x0ctl config reload", daemon::reload);
      Signals.handle("USR1", "x0ctl log reopen", daemon::reopenLogs);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon, exit), "x0-stop"));
      return -1;
    } catch (StartupException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private static int check(Options options, PrintStream out, PrintStream err) {
    Path given = options.file == null ? options.config : options.file;
    Path file = given == null ? Configuration.defaultFile() : given;
    CompileResult<SetupContext, RequestContext> result =
        Configuration.compile(file, new Modules(new Directors()));
    if (options.dumpAst) {
      out.print(result.dumpAst());
    }
    err.print(result.report());
    Program<SetupContext, RequestContext> program = result.program();
    if (program == null) {
      return FAILED;
    }
    if (options.check) {
      try {
        String remarks = Configuration.remarks(Configuration.setUp(file, program));
        if (!remarks.isEmpty()) {
          err.println(remarks);
        }
      } catch (StartupException e) {
        err.println(e.getMessage());
        return FAILED;
      }
      out.println(file + ": OK");
    }
    return OK;
  }

  private static int backUp(Options options, Path target, PrintStream out, PrintStream err) {
    try {
      Path stateFolder = Places.stateFolder(options);
      Places.useDriverOf(stateFolder);
      List<String> files = Backup.write(stateFolder, target);
      out.println(stateFolder + " copied to " + target + ": " + String.join(", ", files));
      return OK;
    } catch (StartupException | StoreException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  /** SIGTERM and SIGINT end up here, and what ends x0d otherwise; all of that is a good end. */
  private static void end(X0d daemon, AtomicInteger exit) {
    daemon.stop();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
    Runtime.getRuntime().halt(exit.get());
  }
}
