package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import io.x0.common.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code haproxy convert}. Immutable. */
final class ConvertHaproxy implements Command {
  @Override
  public String summary() {
    return "write a configuration of HAProxy as one of x0d";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "FILE", "the configuration");
    Declare.parameters(syntax, 1, "MORE", "further files, read as haproxy -f does");
    Declare.option(syntax, "TO", "the file to write (default: standard output)", "--out");
    Declare.flag(syntax, "--lenient", "skip lines that x0 cannot obey, instead of their proxies");
  }

  @Override
  public void run(Invocation invocation) {
    OfflineTools.Ran ran =
        OfflineTools.run("haproxy", CheckHaproxy.arguments("convert", invocation));
    if (ran.code() != 0) {
      throw new OfflineToolException(ran.err().strip());
    }
    OfflineTools.complain(ran, invocation.host());
    String out = invocation.arguments().option("--out");
    if (out == null) {
      invocation.host().out().print(ran.out());
    } else {
      write(out, ran.out(), invocation.arguments().has("--yes"));
    }
  }

  private static void write(String name, String text, boolean isOverwriting) {
    try {
      Path file = Path.of(name);
      if (!isOverwriting && Files.exists(file)) {
        throw new OfflineToolException(name + " exists already (--yes overwrites it)");
      }
      OpenOption how =
          isOverwriting ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW;
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    } catch (InvalidPathException e) {
      throw new OfflineToolException("'" + name + "' is not the name of a file");
    } catch (IOException e) {
      throw new OfflineToolException("cannot write " + name + ": " + FileFailure.reason(e));
    }
  }
}
