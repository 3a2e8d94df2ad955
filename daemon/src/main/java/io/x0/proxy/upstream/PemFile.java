package io.x0.proxy.upstream;

import io.x0.common.FileFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and a private key in a text file. Immutable. */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA");

  private final Path file;
  private final String text;

  private PemFile(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read; the message names it
   */
  static PemFile read(Path file) throws IOException {
    try {
      return new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * Returns its certificates in order.
   *
   * @throws GeneralSecurityException if there is none, or one is broken
   */
  List<Certificate> certificates() throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        certificates.add(
            factory.generateCertificate(new ByteArrayInputStream(bytes(block.group(2)))));
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException(file + ": no certificate in it (expected: PEM)");
    }
    return certificates;
  }

  /**
   * Returns its private key.
   *
   * @throws GeneralSecurityException if there is none that can be read
   */
  PrivateKey privateKey() throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("PRIVATE KEY")) {
        return privateKey(bytes(block.group(2)));
      }
    }
    throw new GeneralSecurityException(
        file + ": no unencrypted PKCS#8 key in it (convert with: openssl pkcs8 -topk8 -nocrypt)");
  }

  private PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    GeneralSecurityException failure = null;
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        // A key of another kind: the next is tried.
        failure = e;
      }
    }
    throw new GeneralSecurityException(file + ": its key is none of RSA, EC, Ed25519", failure);
  }

  private byte[] bytes(String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + ": broken PEM", e);
    }
  }
}
