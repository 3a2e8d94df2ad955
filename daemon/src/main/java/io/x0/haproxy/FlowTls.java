package io.x0.haproxy;

import io.x0.haproxy.model.Bind;
import io.x0.haproxy.model.TlsDefaults;
import io.x0.haproxy.sample.NotEvaluableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a {@code bind} says about TLS in Flow, where all listeners share their certificates.
 * One thread.
 */
final class FlowTls {
  /** What would let in, or keep out, other clients if it was not written. */
  private static final List<String> ESSENTIAL =
      List.of(
          "crl-file",
          "ca-verify-file",
          "ssl-min-ver",
          "ssl-max-ver",
          "force-tlsv12",
          "force-tlsv13",
          "no-tlsv12",
          "no-tlsv13");

  private final TlsDefaults defaults;
  private final Predicate<String> isCertificate;
  private final Set<String> written = new HashSet<>();

  /**
   * @param isCertificate whether a file is there that has a certificate with its key
   */
  FlowTls(TlsDefaults defaults, Predicate<String> isCertificate) {
    this.defaults = defaults;
    this.isCertificate = isCertificate;
  }

  /** Returns the statements for certificates that no listener had before. */
  List<String> contexts(Bind.Tls said) throws NotEvaluableException {
    check(said);
    List<String> missing = new ArrayList<>();
    List<String> out = new ArrayList<>();
    for (String name : said.certificates()) {
      String file = defaults.certificate(name);
      if (!isCertificate.test(file)) {
        missing.add(file);
      } else if (!written.contains(file)) {
        String quoted = FlowText.quoted(file);
        out.add("ssl.context " + quoted + ", " + quoted + ";");
      }
    }
    if (!missing.isEmpty()) {
      throw new NotEvaluableException(
          "no certificate with its key is in " + String.join(", ", missing) + ": say ssl.context");
    }
    said.certificates().forEach(name -> written.add(defaults.certificate(name)));
    return out;
  }

  private void check(Bind.Tls said) throws NotEvaluableException {
    Map<String, String> options = defaults.with(said.options());
    for (String word : ESSENTIAL) {
      boolean isMet = word.equals("ssl-min-ver") && isBelowAll(options.get(word));
      if (options.containsKey(word) && !isMet) {
        throw new NotEvaluableException("TLS: Flow has no " + word);
      }
    }
    if (!said.lists().isEmpty()) {
      throw new NotEvaluableException("TLS: crt-list: say ssl.context for each certificate");
    }
    if (said.certificates().isEmpty()) {
      throw new NotEvaluableException("TLS: there is no certificate for it");
    }
  }

  private static boolean isBelowAll(@Nullable String version) {
    return version != null && !version.equals("TLSv1.3");
  }

  /** Returns what follows the address of a listener; empty if clients show no certificate. */
  String clients(Bind.Tls said) throws NotEvaluableException {
    Map<String, String> options = defaults.with(said.options());
    String verify = options.getOrDefault("verify", "none");
    if (verify.equals("none")) {
      return "";
    }
    String file = options.getOrDefault("ca-file", "");
    if (file.isEmpty() || file.startsWith("@")) {
      throw new NotEvaluableException("TLS: verify " + verify + " needs a ca-file");
    }
    String words = ", client_ca: " + FlowText.quoted(defaults.authority(file));
    return verify.equals("optional") ? words + ", client_cert: 'optional'" : words;
  }
}
