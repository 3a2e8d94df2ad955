package io.x0.daemon;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.common.tool.OfflineTool;
import io.x0.haproxy.HaproxyConfig;
import io.x0.haproxy.HaproxyFiles;
import io.x0.haproxy.HaproxyReport;
import io.x0.haproxy.source.Diagnostic;
import io.x0.modules.haproxy.ListenPlan;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says what would become of configurations of HAProxy, or writes them in Flow: {@code check|convert
 * [--json] [--lenient] FILE...}. Stateless.
 */
public final class HaproxyTool implements OfflineTool {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  /** Made by the loader of services. */
  public HaproxyTool() {}

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<String> files = new ArrayList<>(arguments);
    boolean isJson = files.remove("--json");
    boolean isLenient = files.remove("--lenient");
    String action = files.isEmpty() ? "" : files.remove(0);
    if (files.isEmpty() || !List.of("check", "convert").contains(action)) {
      err.println("expected: check or convert, and files");
      return USAGE;
    }
    HaproxyConfig config;
    try {
      config = HaproxyFiles.load(files, isLenient);
    } catch (HaproxyFiles.UnreadableException e) {
      err.println(e.getMessage());
      return FAILED;
    }
    ListenPlan plan = ListenPlan.of(config);
    List<Diagnostic> diagnostics = new ArrayList<>(config.diagnostics());
    diagnostics.addAll(plan.diagnostics());
    if (action.equals("convert")) {
      out.print(config.flow(HaproxyTool::isCertificate));
      diagnostics.forEach(err::println);
      return OK;
    }
    HaproxyReport report = total(config.report(), plan.diagnostics().size());
    if (isJson) {
      out.println(
          new GsonBuilder()
              .setPrettyPrinting()
              .disableHtmlEscaping()
              .create()
              .toJson(json(files, report, plan, diagnostics)));
    } else {
      report.lines().forEach(out::println);
      plan.places()
          .forEach(
              p ->
                  out.println(
                      "listen "
                          + p.address()
                          + (p.tls() == null ? "" : " with TLS")
                          + ": "
                          + p.frontend()));
      diagnostics.forEach(out::println);
      out.println(String.join(", ", files) + ": " + report.summary());
    }
    return report.errors() == 0 ? OK : FAILED;
  }

  /** Returns whether a file has a certificate with its key. */
  private static boolean isCertificate(String name) {
    try {
      var unused = Identity.read(Path.of(name), Path.of(name));
      return true;
    } catch (TlsException | InvalidPathException e) {
      return false;
    }
  }

  private static HaproxyReport total(HaproxyReport report, int moreWarnings) {
    return new HaproxyReport(
        report.frontends(),
        report.backends(),
        report.servers(),
        report.ignored(),
        report.warnings() + moreWarnings,
        report.errors(),
        report.lines());
  }

  private static JsonObject json(
      List<String> files, HaproxyReport report, ListenPlan plan, List<Diagnostic> diagnostics) {
    JsonObject out = new JsonObject();
    out.add("files", array(files));
    out.addProperty("loadable", report.errors() == 0);
    out.addProperty("frontends", report.frontends());
    out.addProperty("backends", report.backends());
    out.addProperty("servers", report.servers());
    out.addProperty("ignored", report.ignored());
    out.addProperty("warnings", report.warnings());
    out.addProperty("errors", report.errors());
    out.add("proxies", array(report.lines()));
    JsonArray listeners = new JsonArray();
    for (ListenPlan.Place place : plan.places()) {
      JsonObject listener = new JsonObject();
      listener.addProperty("address", place.address().toString());
      listener.addProperty("tls", place.tls() != null);
      listener.addProperty("frontend", place.frontend());
      listener.addProperty("at", place.at().lineText());
      listeners.add(listener);
    }
    out.add("listeners", listeners);
    JsonArray all = new JsonArray();
    for (Diagnostic diagnostic : diagnostics) {
      JsonObject one = new JsonObject();
      one.addProperty("file", diagnostic.at().file());
      one.addProperty("line", diagnostic.at().line());
      one.addProperty("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
      one.addProperty("keyword", diagnostic.keyword());
      one.addProperty("message", diagnostic.message());
      all.add(one);
    }
    out.add("diagnostics", all);
    return out;
  }

  private static JsonArray array(List<String> texts) {
    JsonArray out = new JsonArray();
    texts.forEach(out::add);
    return out;
  }
}
