package io.x0.modules.haproxy;

import io.x0.haproxy.model.Bind;
import io.x0.haproxy.model.TlsDefaults;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.proxy.tls.Identities;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsException;
import io.x0.proxy.tls.TlsSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a listener speaks TLS, of what a {@code bind} says about it; reads the files it names. One
 * thread.
 */
final class BindTls {
  /** From the oldest on, as HAProxy calls them; x0 speaks the last two. */
  private static final List<String> VERSIONS =
      List.of("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  private static final String OWN_CIPHERS =
      "x0 has its own: forward secrecy and authenticated encryption";

  /** What is lost with words that x0 does not obey, but serves without. */
  private static final Map<String, String> LOST =
      Map.ofEntries(
          Map.entry("ciphers", OWN_CIPHERS),
          Map.entry("ciphersuites", OWN_CIPHERS),
          Map.entry("curves", OWN_CIPHERS),
          Map.entry("ecdhe", OWN_CIPHERS),
          Map.entry("sigalgs", OWN_CIPHERS),
          Map.entry("client-sigalgs", OWN_CIPHERS),
          Map.entry("prefer-client-ciphers", "the order of x0 counts"),
          Map.entry("strict-sni", "a client that asks for another name gets the first certificate"),
          Map.entry("no-tls-tickets", "sessions are resumed, by tickets too"),
          Map.entry("tls-ticket-keys", "tickets are good for this process only"),
          Map.entry("generate-certificates", "no certificate is made for a name"),
          Map.entry("ca-sign-file", "no certificate is made for a name"),
          Map.entry("ca-ignore-err", "no error of a client's certificate is ignored"),
          Map.entry("crt-ignore-err", "no error of a client's certificate is ignored"),
          Map.entry("ocsp-update", "no answers of OCSP are sent along"));

  private final Bind.Tls said;
  private final TlsDefaults defaults;
  private final Map<String, String> options;
  private final BiConsumer<String, String> lost;

  /**
   * @param lost is told which word is not obeyed, and what is lost with it
   */
  BindTls(Bind.Tls said, TlsDefaults defaults, BiConsumer<String, String> lost) {
    this.said = said;
    this.defaults = defaults;
    this.options = defaults.with(said.options());
    this.lost = lost;
  }

  /**
   * Returns the settings.
   *
   * @throws NotEvaluableException if x0 would let in others than HAProxy does, or nobody
   * @throws TlsException if a file cannot be used
   */
  TlsSettings settings() throws NotEvaluableException {
    try {
      return read();
    } catch (InvalidPathException e) {
      throw new NotEvaluableException("not the name of a file: " + e.getInput());
    }
  }

  private TlsSettings read() throws NotEvaluableException {
    List<String> versions = versions();
    Path authorities = authorities();
    List<Identity> identities = new ArrayList<>();
    for (String name : said.certificates()) {
      identities.addAll(CertificateFiles.at(Path.of(defaults.certificate(name))));
    }
    for (String name : said.lists()) {
      identities.addAll(CertificateFiles.listed(Path.of(name), defaults, lost));
    }
    if (identities.isEmpty()) {
      throw new NotEvaluableException("there is no certificate for it");
    }
    said.options().keySet().stream()
        .filter(LOST::containsKey)
        .sorted()
        .forEach(word -> lost.accept(word, LOST.get(word)));
    alpn();
    boolean isOptional = "optional".equals(options.get("verify"));
    return TlsSettings.of(new Identities(identities), authorities, isOptional)
        .withVersions(versions);
  }

  private void alpn() {
    List<String> protocols = List.of(options.getOrDefault("alpn", "h2").split(",", -1));
    if (!protocols.contains("h2")) {
      lost.accept("alpn", "HTTP/2 is offered, too");
    }
    if (protocols.contains("h3")) {
      lost.accept("alpn", "HTTP/3 is not spoken");
    }
  }

  /** Returns the file of those whose word about clients counts, or null to ask no client. */
  private @Nullable Path authorities() throws NotEvaluableException {
    String verify = options.getOrDefault("verify", "none");
    if (verify.equals("none")) {
      return null;
    }
    for (String word : List.of("crl-file", "ca-verify-file")) {
      if (options.containsKey(word)) {
        throw new NotEvaluableException(
            word + ": x0 does not look at it, and would let in other clients");
      }
    }
    String file = options.getOrDefault("ca-file", "");
    if (file.isEmpty() || file.startsWith("@")) {
      throw new NotEvaluableException("verify " + verify + " needs a ca-file with certificates");
    }
    return Path.of(defaults.authority(file));
  }

  private List<String> versions() throws NotEvaluableException {
    List<String> spoken = new ArrayList<>(VERSIONS);
    for (String version : VERSIONS) {
      String word = version.toLowerCase(Locale.ROOT).replace(".", "");
      if (options.containsKey("force-" + word)) {
        spoken.retainAll(List.of(version));
      }
      if (options.containsKey("no-" + word)) {
        spoken.remove(version);
      }
    }
    int least = index("ssl-min-ver", 0);
    int most = index("ssl-max-ver", VERSIONS.size() - 1);
    spoken.removeIf(v -> VERSIONS.indexOf(v) < least || VERSIONS.indexOf(v) > most);
    spoken.retainAll(TlsSettings.VERSIONS);
    if (spoken.isEmpty()) {
      throw new NotEvaluableException("x0 speaks TLS 1.2 and 1.3 only");
    }
    if (options.containsKey("ssl-min-ver") && least < VERSIONS.indexOf("TLSv1.2")) {
      lost.accept("ssl-min-ver", "clients must speak TLS 1.2 at least");
    }
    return spoken;
  }

  private int index(String word, int otherwise) throws NotEvaluableException {
    String version = options.get(word);
    if (version == null) {
      return otherwise;
    }
    int index = VERSIONS.indexOf(version);
    if (index < 0) {
      throw new NotEvaluableException(word + " " + version + ": x0 does not know it");
    }
    return index;
  }
}
