package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import org.jspecify.annotations.Nullable;

/** Answers that need no backend. Stateless. */
final class AnswerModule {
  private AnswerModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .main(
            Builtin.<RequestContext>named("return", "answers with a status")
                .param("status", Type.NUMBER)
                .finisher(AnswerModule::status))
        .main(
            Builtin.<RequestContext>named("return", "answers with a redirection")
                .param("status", Type.NUMBER)
                .param("to", Type.STRING)
                .finisher(AnswerModule::redirect))
        .main(
            Builtin.<RequestContext>named("redirect", "answers with a redirection")
                .param("to", Type.STRING)
                .param("status", Type.NUMBER, 302L)
                .finisher(AnswerModule::redirect))
        .main(
            Builtin.<RequestContext>named("echo", "answers 200 with a text")
                .param("text", Type.STRING)
                .finisher(
                    call -> {
                      StringExpr<RequestContext> text = call.string("text");
                      return context -> {
                        context.exchange().echo(text.eval(context) + "\n");
                      };
                    }))
        .main(
            Builtin.<RequestContext>named("blank", "answers 200 with nothing")
                .finisher(
                    call ->
                        context -> {
                          context.exchange().echo("");
                        }));
  }

  private static Action<RequestContext> status(Arguments<RequestContext> call) {
    check(call.constantNumber("status"), 200, 599);
    LongExpr<RequestContext> status = call.number("status");
    return context -> {
      context.exchange().respond((int) Math.max(200, Math.min(599, status.eval(context))));
    };
  }

  private static Action<RequestContext> redirect(Arguments<RequestContext> call) {
    check(call.constantNumber("status"), 300, 308);
    LongExpr<RequestContext> status = call.number("status");
    StringExpr<RequestContext> to = call.string("to");
    return context -> {
      int code = (int) Math.max(300, Math.min(308, status.eval(context)));
      context.exchange().redirect(code, to.eval(context));
    };
  }

  private static void check(@Nullable Long status, int min, int max) {
    if (status != null && (status < min || status > max)) {
      throw new InvalidValueException(
          "status", Long.toString(status), "a number from " + min + " to " + max);
    }
  }
}
