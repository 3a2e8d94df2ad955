package io.x0.modules;

import io.x0.director.Directors;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.OperandText;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import io.x0.haproxy.HaproxyConfig;
import io.x0.haproxy.HaproxyFiles;
import io.x0.haproxy.source.Diagnostic;
import io.x0.modules.haproxy.HaproxyServices;
import io.x0.modules.haproxy.ListenPlan;
import io.x0.modules.haproxy.Monitor;
import io.x0.proxy.Exchange;
import io.x0.proxy.LocalAnswer;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsSettings;
import io.x0.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpURI;

/**
 * Configurations of HAProxy, and statistics in its form. Confined to the compiler's thread; its
 * closures are not.
 */
final class HaproxyModule {
  private final HaproxyServices services;

  HaproxyModule(Directors directors) {
    services = new HaproxyServices(directors, Clock.system());
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    "haproxy.load", "loads configurations of HAProxy, read as one")
                .param("file", Type.STRING)
                .rest("more", Type.STRING)
                .action(
                    call -> {
                      List<StringExpr<SetupContext>> names = new ArrayList<>();
                      names.add(call.string("file"));
                      for (Operand<SetupContext> more : call.rest("more")) {
                        names.add(OperandText.of(more));
                      }
                      return setup ->
                          load(setup, names.stream().map(n -> n.eval(setup)).toList(), false);
                    }))
        .setup(
            Builtin.<SetupContext>named(
                    "haproxy.load", "loads a configuration of HAProxy, perhaps leniently")
                .param("file", Type.STRING)
                .param("lenient", Type.BOOL)
                .action(
                    call -> {
                      StringExpr<SetupContext> name = call.string("file");
                      BoolExpr<SetupContext> lenient = call.bool("lenient");
                      return setup -> load(setup, List.of(name.eval(setup)), lenient.eval(setup));
                    }))
        .setup(
            Builtin.<SetupContext>named(
                    "haproxy.load", "loads configurations of HAProxy, read as one")
                .param("files", Type.STRINGS)
                .param("lenient", Type.BOOL, false)
                .action(this::loadList))
        .main(
            Builtin.<RequestContext>named(
                    "haproxy.serve", "serves what came in over a listener of HAProxy")
                .handler(call -> request -> services.serve(request.exchange())))
        .main(
            Builtin.<RequestContext>named(
                    "director.haproxy_stats", "shows all directors as HAProxy does, in CSV")
                .param("prefix", Type.STRING, "/")
                .handler(
                    call ->
                        below(
                            call,
                            words ->
                                words.contains(";html")
                                    ? services.pages().page("")
                                    : services.pages().csv())))
        .main(
            Builtin.<RequestContext>named(
                    "director.haproxy_monitor", "says that the service runs, as HAProxy does")
                .param("prefix", Type.STRING, "/")
                .handler(call -> below(call, words -> Monitor.alive())));
  }

  private Action<SetupContext> loadList(Arguments<SetupContext> call) {
    ObjectExpr<SetupContext, List<String>> names = call.strings("files");
    BoolExpr<SetupContext> lenient = call.bool("lenient");
    return setup -> load(setup, names.eval(setup), lenient.eval(setup));
  }

  private void load(SetupContext setup, List<String> names, boolean lenient) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("haproxy.load: no file is named");
    }
    HaproxyConfig config;
    try {
      config = HaproxyFiles.load(names, lenient);
    } catch (HaproxyFiles.UnreadableException e) {
      throw new IllegalArgumentException("haproxy.load: " + e.getMessage(), e);
    }
    config.directors().forEach(setup::declare);
    ListenPlan plan = services.add(config);
    for (ListenPlan.Place place : plan.places()) {
      setup.listen(place.address(), place.at().lineText(), place.connections());
      TlsSettings tls = place.tls();
      if (tls != null) {
        setup.secured(place.address(), tls);
        for (Identity identity : tls.identities().all()) {
          doubt(setup, place.at().lineText(), identity);
        }
      }
      if (place.address().isUnix()) {
        setup.access(place.address(), place.access());
      }
      if (place.isProxied()) {
        // As HAProxy does: whoever may connect is believed.
        setup.proxied(place.address(), ListenModule.EVERYBODY);
      }
    }
    plan.unusable().forEach((address, why) -> setup.unusable(address, why.toString()));
    config.diagnostics().stream().map(Diagnostic::toString).forEach(setup::remark);
    plan.diagnostics().stream().map(Diagnostic::toString).forEach(setup::remark);
  }

  private static void doubt(SetupContext setup, String place, Identity identity) {
    String doubt = TlsModule.doubt(identity, Clock.system().now());
    if (!doubt.isEmpty()) {
      setup.remark(place + ": warning: the certificate " + identity.file() + " " + doubt);
    }
  }

  /** Answers what begins with a prefix, decoded or as it came, as the predecessor did. */
  private static Statement<RequestContext> below(
      Arguments<RequestContext> call, Function<String, LocalAnswer> page) {
    StringExpr<RequestContext> prefix = call.string("prefix");
    return request -> {
      Exchange exchange = request.exchange();
      String start = prefix.eval(request);
      HttpURI uri = exchange.request().getHttpURI();
      String raw = uri.getPathQuery();
      String decoded = uri.getDecodedPath() == null ? "" : uri.getDecodedPath();
      if (!raw.startsWith(start) && !decoded.startsWith(start)) {
        return false;
      }
      exchange.respond(page.apply(raw));
      return true;
    };
  }
}
