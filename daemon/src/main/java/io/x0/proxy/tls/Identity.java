package io.x0.proxy.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A certificate with its chain and key: who x0 is for certain names. Immutable.
 *
 * @param file where the certificate came from
 * @param chain the certificate, and those that vouch for it
 * @param key its private key
 * @param names the names it is valid for, in lower case; a first label may be {@code *}
 */
public record Identity(Path file, List<X509Certificate> chain, PrivateKey key, List<String> names) {
  private static final int DNS_NAME = 2;

  public Identity {
    chain = List.copyOf(chain);
    names = List.copyOf(names);
  }

  /**
   * Reads a certificate and its key.
   *
   * @throws TlsException if one of the files is broken, or they do not belong together
   */
  public static Identity read(Path certificates, Path key) {
    List<X509Certificate> chain = PemFile.certificates(certificates);
    PrivateKey secret = PemFile.key(key);
    X509Certificate own = chain.get(0);
    if (!belongTogether(own, secret)) {
      throw new TlsException(key + ": not the key of the certificate in " + certificates);
    }
    return new Identity(certificates, chain, secret, names(certificates, own));
  }

  /**
   * Reads a certificate whose key is in the same file, or else in that of the same name with {@code
   * .key} behind it.
   *
   * @throws TlsException if one of the files is broken, or they do not belong together
   */
  public static Identity read(Path together) {
    Path key = Path.of(together + ".key");
    return read(together, PemFile.hasKey(together) || !Files.exists(key) ? together : key);
  }

  /** Returns the same for other names than those of the certificate. */
  public Identity named(List<String> others) {
    return new Identity(
        file, chain, key, others.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }

  /** Returns whether a name in lower case is one of its names. */
  boolean covers(String name) {
    int dot = name.indexOf('.');
    String wildcard = dot > 0 ? "*" + name.substring(dot) : name;
    return names.contains(name) || names.contains(wildcard);
  }

  /** Returns the begin of its validity. */
  public Instant notBefore() {
    return chain.get(0).getNotBefore().toInstant();
  }

  /** Returns the end of its validity. */
  public Instant notAfter() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Returns the algorithm of its key as TLS calls it. */
  String keyType() {
    return chain.get(0).getPublicKey().getAlgorithm();
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (certificate.getPublicKey().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519" -> "Ed25519";
          default -> certificate.getPublicKey().getAlgorithm();
        };
    byte[] probe = {'x', '0'};
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(probe);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(probe);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<String> names(Path file, X509Certificate certificate) {
    List<String> out = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))) {
            out.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException e) {
      throw new TlsException(file + ": the names of the certificate are broken", e);
    }
    return out;
  }
}
