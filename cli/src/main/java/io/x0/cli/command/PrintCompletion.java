package io.x0.cli.command;

import io.x0.cli.completion.Candidate;
import io.x0.cli.syntax.Syntax;
import io.x0.common.InvalidValueException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** {@code completion}: the script that makes another shell complete x0ctl. Immutable. */
final class PrintCompletion implements Command {
  /** The shells there is a script for. */
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Override
  public String summary() {
    return "print the script that makes bash, zsh or fish complete x0ctl";
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("source <(x0ctl completion bash)", "for this bash"),
        new Example(
            "x0ctl completion zsh > ~/.zfunc/_x0ctl", "for every zsh with ~/.zfunc in its fpath"),
        new Example(
            "x0ctl completion fish > ~/.config/fish/completions/x0ctl.fish", "for every fish"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "SHELL", "bash, zsh or fish");
  }

  @Override
  public void run(Invocation invocation) {
    String shell = invocation.arguments().parameter(0);
    if (!SHELLS.contains(shell)) {
      throw new InvalidValueException("SHELL", shell, String.join(", ", SHELLS));
    }
    try (InputStream script = Candidate.class.getResourceAsStream("x0ctl." + shell)) {
      byte[] bytes = Objects.requireNonNull(script, shell).readAllBytes();
      invocation.host().out().print(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
