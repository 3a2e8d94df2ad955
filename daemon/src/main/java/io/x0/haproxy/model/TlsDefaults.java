package io.x0.haproxy.model;

import java.util.HashMap;
import java.util.Map;

/**
 * What the global sections say about TLS of listeners. Immutable.
 *
 * @param certificates the folder of certificates that are named without one; empty for none
 * @param authorities the folder of authorities that are named without one; empty for none
 * @param options words that each {@code bind} has unless it says otherwise, with their values
 */
public record TlsDefaults(String certificates, String authorities, Map<String, String> options) {
  /** Nothing said. */
  public static final TlsDefaults NONE = new TlsDefaults("", "", Map.of());

  public TlsDefaults {
    options = Map.copyOf(options);
  }

  TlsDefaults withCertificates(String folder) {
    return new TlsDefaults(folder, authorities, options);
  }

  TlsDefaults withAuthorities(String folder) {
    return new TlsDefaults(certificates, folder, options);
  }

  TlsDefaults withOptions(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(options);
    all.putAll(more);
    return new TlsDefaults(certificates, authorities, all);
  }

  /** Returns the words of a bind, with those that hold for it as well. */
  public Map<String, String> with(Map<String, String> ofBind) {
    return withOptions(ofBind).options();
  }

  /** Returns the path of a certificate. */
  public String certificate(String name) {
    return below(certificates, name);
  }

  /** Returns the path of a file of authorities. */
  public String authority(String name) {
    return below(authorities, name);
  }

  private static String below(String folder, String name) {
    return folder.isEmpty() || name.startsWith("/") ? name : folder + "/" + name;
  }
}
