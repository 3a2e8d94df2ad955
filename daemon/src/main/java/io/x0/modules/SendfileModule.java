package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.value.Type;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where files are sent from that backends name in X-Sendfile. Stateless. */
final class SendfileModule {
  private static final String NAME = "sendfile.root";

  private SendfileModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    NAME, "sends files below a folder where backends ask for it by X-Sendfile")
                .param("folder", Type.STRING)
                .action(SendfileModule::forAll))
        .main(
            Builtin.<RequestContext>named(
                    NAME, "the same for this request, besides the folders of setup")
                .param("folder", Type.STRING)
                .action(SendfileModule::forOne));
  }

  private static Action<SetupContext> forAll(Arguments<SetupContext> call) {
    Path root = root(call);
    return setup -> setup.answers(policy -> policy.withFiles(policy.files().with(root)));
  }

  private static Action<RequestContext> forOne(Arguments<RequestContext> call) {
    Path root = root(call);
    return context -> context.exchange().answers().sendFilesOf(root);
  }

  private static Path root(Arguments<?> call) {
    String text = call.literal("folder");
    Path root;
    try {
      root = Path.of(text);
    } catch (InvalidPathException e) {
      throw new InvalidValueException(NAME, text, "the name of a folder");
    }
    if (call.constantText("folder") == null) {
      // What is not known has been reported, and any folder will do.
      return Path.of("/");
    }
    if (!root.isAbsolute() || root.getNameCount() == 0) {
      throw new InvalidValueException(NAME, text, "a folder such as /srv/files, not /");
    }
    if (!Files.isDirectory(root)) {
      call.warning("folder", "there is no folder " + text + " (yet): its files get 404", null);
    }
    return root;
  }
}
