package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code cache purge}; asks before it lets go of everything. Immutable. */
final class PurgeCache implements Command {
  private static final List<String> WHAT = List.of("key", "url", "prefix", "tag");

  @Override
  public String summary() {
    return "let go of stored answers, or declare them stale";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.DIRECTOR.declare(syntax);
    Declare.option(syntax, "KEY", "what is stored under a key", "--key");
    Declare.option(syntax, "URL", "what answers a URL, or /PATH of every host", "--url");
    Declare.option(syntax, "URL", "what answers URLs that begin so, or /PATHs", "--prefix");
    Declare.option(syntax, "TAG", "what its backend gave a tag", "--tag");
    Declare.flag(syntax, "--all", "everything");
    Declare.flag(syntax, "--soft", "declare it stale: it is validated before it is used");
  }

  @Override
  public List<String> details() {
    return List.of(
        "One of --key, --url, --prefix, --tag and --all says what is meant; all variants of it are"
            + " purged. What backends were asked for before the purge is not stored after it.",
        "Tags are the words of Surrogate-Key and the members of Cache-Tag in the answers of"
            + " backends.",
        "With --soft answers stay, and count as stale from now on: they are validated before they"
            + " are used, and served as other stale answers are while that goes on or when no"
            + " backend answers.",
        "With --dry-run nothing is purged, and the number is told of what would be.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl cache purge shop --url http://shop.example.org/a?b=1", "one URL"),
        new Example("x0ctl cache purge shop --prefix /static/", "a folder of every host"),
        new Example("x0ctl cache purge shop --tag product-17 --soft", "what has a tag is stale"));
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    JsonObject body = body(invocation);
    boolean isAll = arguments.has("--all");
    if (isAll && !arguments.has("--yes") && !arguments.has("--dry-run")) {
      ask(invocation);
    }
    JsonObject answer =
        invocation
            .client()
            .send(Request.of("POST", CacheCommands.path(arguments) + "/purge").withBody(body));
    String count = Fields.number(Fields.text(answer, "purged"), "answer");
    String how = arguments.has("--soft") ? " declared stale in " : " purged from ";
    invocation.printer().confirm(count + how + CacheCommands.title(arguments), answer);
  }

  private static JsonObject body(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    JsonObject body = new JsonObject();
    for (String name : WHAT) {
      String value = arguments.option("--" + name);
      if (value != null) {
        body.addProperty(name, value);
      }
    }
    if (arguments.has("--all")) {
      body.addProperty("all", true);
    }
    if (body.size() != 1) {
      throw invocation.misuse(
          body.size() == 0
              ? "what is to be purged? (expected: --key, --url, --prefix, --tag or --all)"
              : "only one of --key, --url, --prefix, --tag and --all is possible");
    }
    if (arguments.has("--soft")) {
      body.addProperty("soft", true);
    }
    return body;
  }

  private static void ask(Invocation invocation) {
    if (!invocation.host().terminal().isInteractive()) {
      throw new UsageException(
          invocation.words() + " --all asks first, and there is no terminal to ask on; add --yes");
    }
    Arguments arguments = invocation.arguments();
    JsonObject current =
        invocation
            .client()
            .send(Request.of("GET", CacheCommands.path(arguments) + "?history=false"));
    String objects = Fields.text(current, "stats", "objects");
    String extent = objects.equals("-") ? "" : " with " + Fields.number(objects, "object");
    if (!invocation
        .host()
        .agrees("purge all of the " + CacheCommands.title(arguments) + extent + "?")) {
      throw new CancelledException(
          "cancelled, the " + CacheCommands.title(arguments) + " stays as it is");
    }
  }
}
