package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.value.Type;
import io.x0.proxy.Exchange;
import io.x0.proxy.FieldEdit;
import io.x0.proxy.auth.Credentials;
import io.x0.proxy.auth.Logins;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/**
 * Users and passwords. The files are read when a configuration is compiled, and never again.
 * Confined to the compiler's thread; its closures are not.
 */
final class AuthModule {
  private static final String FIELD = "Authorization";
  private static final FieldEdit STRIP = FieldEdit.remove(FIELD);

  private final Map<Path, Logins> files = new LinkedHashMap<>();

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .main(
            Builtin.<RequestContext>named("auth.realm", "says what auth.require asks users for")
                .param("name", Type.STRING)
                .action(AuthModule::realm))
        .main(
            Builtin.<RequestContext>named(
                    "auth.userfile", "says which htpasswd file auth.require looks users up in")
                .param("file", Type.STRING)
                .action(this::userfile))
        .main(
            Builtin.<RequestContext>named(
                    "auth.require", "answers 401 unless the client logs in with a password")
                .handler(call -> AuthModule::require));
  }

  private static Action<RequestContext> realm(Arguments<RequestContext> call) {
    String name = call.literal("name");
    if (!name.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '"' && c != '\\')) {
      throw new InvalidValueException("realm", name, "ASCII without quotes and backslashes");
    }
    FieldEdit challenge = RequestContext.challenge(name);
    return context -> context.realm(challenge);
  }

  private Action<RequestContext> userfile(Arguments<RequestContext> call) {
    String name = call.literal("file");
    if (call.constantText("file") == null) {
      return context -> {};
    }
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      throw new InvalidValueException("auth.userfile", name, "the name of a file");
    }
    Logins logins = files.get(file);
    if (logins == null) {
      logins = Logins.read(file);
      files.put(file, logins);
      logins.warnings().forEach(warning -> call.warning("file", warning, null));
    }
    Logins users = logins;
    return context -> context.users(users);
  }

  private static boolean require(RequestContext context) {
    Exchange exchange = context.exchange();
    Logins users = context.users();
    if (users == null) {
      exchange.respond(500, "there is no auth.userfile for this request");
      return true;
    }
    Credentials credentials = Credentials.of(exchange.request().getHeaders().get(FIELD));
    if (credentials == null || !users.check(credentials)) {
      exchange.respond(401, "log in with your name and password", context.realm());
      return true;
    }
    exchange.login(credentials.user());
    context.trust();
    exchange.edits().fields(STRIP);
    return false;
  }

  /**
   * Returns whether a program with these files may have to check a password of the request, which
   * takes milliseconds.
   */
  static boolean mayBlock(Iterable<Logins> files, Request request) {
    Credentials credentials = null;
    for (Logins logins : files) {
      if (credentials == null) {
        credentials = Credentials.of(request.getHeaders().get(FIELD));
        if (credentials == null) {
          return false;
        }
      }
      if (logins.remembered(credentials) == null) {
        return true;
      }
    }
    return false;
  }

  /** Returns the users of all files that the programs compiled so far name. */
  Iterable<Logins> files() {
    return List.copyOf(files.values());
  }
}
