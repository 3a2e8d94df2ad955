package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.proxy.Exchange;
import io.x0.proxy.FieldEdit;
import io.x0.proxy.FieldText;
import io.x0.proxy.TargetText;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Changes of the answer, and of the request on its way to the backend. Stateless. */
final class HeaderModule {
  private static final String EXPECTED_TARGET =
      "a path that begins with one / and has no dot segments or escaped slashes";

  private HeaderModule() {}

  private interface Setter {
    FieldEdit edit(String name, String value);
  }

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .main(
            Builtin.<RequestContext>named("header.add", "adds a header field to the answer")
                .param("name", Type.STRING)
                .param("value", Type.STRING)
                .action(call -> set(call, FieldEdit::add, Exchange::editAnswer)))
        .main(
            Builtin.<RequestContext>named(
                    "header.append", "adds to the value of a header field of the answer")
                .param("name", Type.STRING)
                .param("value", Type.STRING)
                .param("delimiter", Type.STRING, "")
                .action(HeaderModule::append))
        .main(
            Builtin.<RequestContext>named(
                    "header.overwrite", "sets a header field of the answer, whoever set it before")
                .param("name", Type.STRING)
                .param("value", Type.STRING)
                .action(call -> set(call, FieldEdit::overwrite, Exchange::editAnswer)))
        .main(
            Builtin.<RequestContext>named("header.remove", "removes a header field from the answer")
                .param("name", Type.STRING)
                .action(call -> remove(call, Exchange::editAnswer)))
        .main(
            Builtin.<RequestContext>named(
                    "req.header.set", "sets a header field of the request to the backend")
                .param("name", Type.STRING)
                .param("value", Type.STRING)
                .action(call -> set(call, FieldEdit::overwrite, HeaderModule::editRequest)))
        .main(
            Builtin.<RequestContext>named(
                    "req.header.remove", "removes a header field from the request to the backend")
                .param("name", Type.STRING)
                .action(HeaderModule::removeOfRequest))
        .main(
            Builtin.<RequestContext>named(
                    "req.rewrite", "asks the backend for another path; answers 400 if it is none")
                .param("path", Type.STRING)
                .handler(HeaderModule::rewrite));
  }

  private static void editRequest(Exchange exchange, FieldEdit edit) {
    exchange.edits().fields(edit);
  }

  /** Returns the name in a call; any name, if it is not known and that has been reported. */
  private static String name(Arguments<RequestContext> call) {
    String name = call.literal("name");
    return call.constantText("name") == null ? "X-Unknown" : FieldText.name(name);
  }

  private static Action<RequestContext> set(
      Arguments<RequestContext> call, Setter setter, BiConsumer<Exchange, FieldEdit> target) {
    String name = name(call);
    String known = call.constantText("value");
    if (known != null) {
      FieldEdit edit = setter.edit(name, FieldText.value(name, known));
      return context -> target.accept(context.exchange(), edit);
    }
    StringExpr<RequestContext> value = call.string("value");
    return context -> target.accept(context.exchange(), setter.edit(name, value.eval(context)));
  }

  private static Action<RequestContext> append(Arguments<RequestContext> call) {
    String name = name(call);
    String known = call.constantText("value");
    if (known != null) {
      FieldText.value(name, known);
    }
    String delimiter = FieldText.value("delimiter", call.literal("delimiter"));
    StringExpr<RequestContext> value = call.string("value");
    return context ->
        context.exchange().editAnswer(FieldEdit.append(name, value.eval(context), delimiter));
  }

  private static Action<RequestContext> remove(
      Arguments<RequestContext> call, BiConsumer<Exchange, FieldEdit> target) {
    FieldEdit edit = FieldEdit.remove(name(call));
    return context -> target.accept(context.exchange(), edit);
  }

  private static Action<RequestContext> removeOfRequest(Arguments<RequestContext> call) {
    String name = call.literal("name");
    if (name.toLowerCase(Locale.ROOT).equals("host")) {
      throw new InvalidValueException("header", name, "a field that a request can do without");
    }
    return remove(call, HeaderModule::editRequest);
  }

  private static Statement<RequestContext> rewrite(Arguments<RequestContext> call) {
    String known = call.constantText("path");
    if (known != null && TargetText.of(known, "").isEmpty()) {
      throw new InvalidValueException("req.rewrite", known, EXPECTED_TARGET);
    }
    StringExpr<RequestContext> path = call.string("path");
    return context -> {
      Exchange exchange = context.exchange();
      String query = exchange.request().getHttpURI().getQuery();
      Optional<String> target = TargetText.of(path.eval(context), query == null ? "" : query);
      if (target.isEmpty()) {
        exchange.respond(400, "the proxy does not accept this path");
        return true;
      }
      exchange.edits().target(target.get());
      return false;
    };
  }
}
