package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import io.x0.common.name.Names;
import org.jspecify.annotations.Nullable;

/** {@code bucket add}. Immutable. */
final class AddBucket implements Command {
  @Override
  public String summary() {
    return "add a bucket to a director";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.BUCKET.declareNew(syntax);
    ChangeSettings.declareOptions(syntax, Subject.BUCKET);
    Declare.option(syntax, "BUCKET", "the bucket it is below, root unless given", "--parent");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    if (!arguments.has("--rate")) {
      throw invocation.misuse("--rate is missing");
    }
    Settings settings = new Settings(invocation, Subject.BUCKET);
    settings.addOptions();
    settings.add("parent", parent(arguments));
    invocation
        .printer()
        .confirm(
            Subject.BUCKET.title(arguments) + " added",
            invocation
                .client()
                .send(Subject.BUCKET.request("PUT", arguments).withBody(settings.body())));
  }

  private static @Nullable String parent(Arguments arguments) {
    String name = arguments.option("--parent");
    return name == null ? null : Names.check("parent", name);
  }
}
