package io.x0.link;

import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How x0 and a backend identify themselves to each other over TLS. Immutable.
 *
 * @param verify whether the backend's certificate must be valid and for its name
 * @param name the name that it must be for, and that is asked for (SNI); empty means the host of
 *     the URL
 * @param caFile whom to trust, PEM; empty means whom the Java VM trusts
 * @param certificateFile the certificate x0 shows and its key, PEM; empty means none
 * @param http2 whether HTTP/2 is offered (ALPN), besides HTTP/1.1
 */
public record Tls(
    boolean verify, String name, String caFile, String certificateFile, boolean http2) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{0,253}");

  /** Verified against whom the Java VM trusts; x0 shows no certificate. */
  public static final Tls DEFAULT = new Tls(true, "", "", "", true);

  static final List<Setting<Tls>> SETTINGS =
      List.of(
          Setting.flag(
              "tls-verify",
              "https: whether the certificate must be valid and for the name of the backend",
              Tls::verify,
              (t, v) -> new Tls(v, t.name, t.caFile, t.certificateFile, t.http2)),
          Setting.text(
              "tls-name",
              "https: name of the certificate (SNI); empty: host of the URL",
              Tls::name,
              (t, v) -> new Tls(t.verify, name(v), t.caFile, t.certificateFile, t.http2)),
          Setting.text(
              "tls-ca-file",
              "https: PEM file of the authorities to trust; empty: those of the Java VM",
              Tls::caFile,
              (t, v) ->
                  new Tls(
                      t.verify, t.name, Link.path("tls-ca-file", v), t.certificateFile, t.http2)),
          Setting.text(
              "tls-certificate-file",
              "https: PEM file of the certificate that x0 shows, with its key; empty: none",
              Tls::certificateFile,
              (t, v) ->
                  new Tls(
                      t.verify, t.name, t.caFile, Link.path("tls-certificate-file", v), t.http2)),
          Setting.flag(
              "http2",
              "https: whether HTTP/2 is offered besides HTTP/1.1",
              Tls::http2,
              (t, v) -> new Tls(t.verify, t.name, t.caFile, t.certificateFile, v)));

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new InvalidValueException("tls-name", text, "a host name");
    }
    return text;
  }
}
