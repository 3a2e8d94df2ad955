package io.x0.haproxy;

import io.x0.common.unit.DurationText;
import io.x0.haproxy.model.Address;
import io.x0.haproxy.model.Server;
import io.x0.haproxy.source.Diagnostics;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of one backend of a director. Stateless. */
final class MemberSettings {
  private MemberSettings() {}

  /** Returns the settings that are not the defaults. What cannot be carried over is said. */
  static Map<String, String> of(Server server, Diagnostics diagnostics) {
    Server.Parameters parameters = server.parameters();
    String keyword = "server " + server.name();
    Map<String, String> settings = new LinkedHashMap<>();
    if (parameters.backup()) {
      settings.put("role", "backup");
    }
    if (parameters.maxconn() > 0) {
      settings.put("capacity", Integer.toString(parameters.maxconn()));
    }
    if (parameters.weight() > 1) {
      settings.put("weight", Integer.toString(parameters.weight()));
    }
    if (parameters.disabled()) {
      settings.put("enabled", "false");
    } else if (parameters.weight() == 0) {
      settings.put("admin-state", "drain");
      diagnostics.warning(
          server.at(), keyword, "weight 0: it drains, and also sticky sessions leave it");
    }
    if (!parameters.slowstart().isZero()) {
      settings.put("slow-start", DurationText.format(parameters.slowstart()));
    }
    health(server, settings, diagnostics);
    link(server.parameters(), settings);
    return settings;
  }

  private static void link(Server.Parameters parameters, Map<String, String> settings) {
    if (parameters.proxyProtocol() > 0) {
      settings.put("proxy-protocol", "v" + parameters.proxyProtocol());
    }
    Server.Tls tls = parameters.tls();
    if (!tls.on()) {
      return;
    }
    if (!tls.verified()) {
      settings.put("tls-verify", "false");
    }
    if (!tls.http2() && !parameters.protocol().equals("h2")) {
      settings.put("http2", "false");
    }
    putUnlessEmpty(settings, "tls-name", tls.name());
    putUnlessEmpty(settings, "tls-ca-file", tls.caFile());
    putUnlessEmpty(settings, "tls-certificate-file", tls.certificate());
  }

  private static void putUnlessEmpty(Map<String, String> settings, String name, String value) {
    if (!value.isEmpty()) {
      settings.put(name, value);
    }
  }

  private static void health(Server server, Map<String, String> settings, Diagnostics diagnostics) {
    Server.Check check = server.parameters().check();
    if (!check.track().isEmpty()) {
      settings.put("health-check-mode", "off");
      diagnostics.warning(
          server.at(),
          "server " + server.name(),
          "track: it counts as up, whatever becomes of " + check.track());
    } else if (!check.enabled()) {
      settings.put("health-check-mode", "off");
    } else {
      settings.put(
          "health-check-mode",
          server.parameters().observe().isEmpty() ? "paranoid" : "opportunistic");
      settings.put("health-check-interval", DurationText.format(check.inter()));
    }
  }

  /** Returns where a server listens, in a scheme that x0 may not speak. */
  static String url(Server server) {
    Server.Parameters parameters = server.parameters();
    String scheme =
        switch (parameters.protocol()) {
          case "h1" -> parameters.tls().on() ? "https" : "http";
          case "h2" -> parameters.tls().on() ? "https" : "h2c";
          case "fcgi" -> "fcgi";
          default -> "unknown";
        };
    Address address = server.address();
    return address.isUnix() ? scheme + "+unix:" + address.path() : scheme + "://" + address;
  }
}
