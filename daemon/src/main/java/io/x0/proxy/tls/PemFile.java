package io.x0.proxy.tls;

import io.x0.common.FileFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in files of the format PEM. Stateless. */
final class PemFile {
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  // A file of the operator's, read once: the engine of the JDK is good enough for it.
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /** The algorithm of RSA keys within PKCS#8, with its empty parameters. */
  private static final byte[] RSA = {
    0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  /** The name of the algorithm of keys on elliptic curves; the curve follows. */
  private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  /** What stands between two lines of dashes. Immutable: nobody changes its bytes. */
  private static final class Block {
    private final String label;
    private final byte[] bytes;

    Block(String label, byte[] bytes) {
      this.label = label;
      this.bytes = bytes;
    }
  }

  private PemFile() {}

  /**
   * Returns the certificates of a file in their order.
   *
   * @throws TlsException if there is none, or one is broken
   */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> out = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (block.label.equals("CERTIFICATE")) {
          out.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes)));
        }
      }
    } catch (CertificateException e) {
      throw new TlsException(
          file + ": certificate " + (out.size() + 1) + " is broken: " + e.getMessage(), e);
    }
    if (out.isEmpty()) {
      throw new TlsException(file + ": no certificate (expected: -----BEGIN CERTIFICATE-----)");
    }
    return out;
  }

  /**
   * Returns the private key of a file.
   *
   * @throws TlsException if there is none, or it is encrypted or broken
   */
  static PrivateKey key(Path file) {
    for (Block block : blocks(file)) {
      if (block.label.equals("PRIVATE KEY")) {
        return key(file, block.bytes);
      }
      if (block.label.equals("RSA PRIVATE KEY")) {
        return key(file, pkcs8(RSA, block.bytes));
      }
      if (block.label.equals("EC PRIVATE KEY")) {
        return key(file, pkcs8(tagged(0x30, concat(EC, curve(file, block.bytes))), block.bytes));
      }
      if (block.label.equals("ENCRYPTED PRIVATE KEY")) {
        throw new TlsException(
            file + ": the key is encrypted: store it without a password (openssl pkey)");
      }
    }
    throw new TlsException(file + ": no private key (expected: -----BEGIN PRIVATE KEY-----)");
  }

  /** Returns whether a file has a private key, of whatever kind. */
  static boolean hasKey(Path file) {
    return blocks(file).stream().anyMatch(block -> block.label.endsWith("PRIVATE KEY"));
  }

  private static PrivateKey key(Path file, byte[] pkcs8) {
    for (String algorithm : List.of("RSA", "EC", "Ed25519", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Another algorithm, then.
      }
    }
    throw new TlsException(file + ": the private key is broken, or of an unknown algorithm");
  }

  private static List<Block> blocks(Path file) {
    String text;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new TlsException("cannot read " + file + ": it is not a regular file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new TlsException(file + ": larger than any certificate");
      }
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new TlsException("cannot read " + file + ": " + FileFailure.reason(e), e);
    }
    List<Block> out = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      try {
        out.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new TlsException(file + ": not valid Base64 within " + matcher.group(1), e);
      }
    }
    return out;
  }

  /** Wraps a key in the only form that the JDK reads. */
  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return tagged(0x30, concat(concat(new byte[] {2, 1, 0}, algorithm), tagged(4, key)));
  }

  /** Returns the curve that the key itself names: the object within its field [0]. */
  private static byte[] curve(Path file, byte[] key) {
    for (int i = 0; i + 3 < key.length; i++) {
      boolean isField = (key[i] & 0xff) == 0xa0 && key[i + 2] == 6;
      if (isField && key[i + 1] == key[i + 3] + 2 && i + 4 + key[i + 3] <= key.length) {
        byte[] out = new byte[key[i + 1]];
        System.arraycopy(key, i + 2, out, 0, out.length);
        return out;
      }
    }
    throw new TlsException(file + ": the key names no curve: convert it with openssl pkey");
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] out = new byte[first.length + second.length];
    System.arraycopy(first, 0, out, 0, first.length);
    System.arraycopy(second, 0, out, first.length, second.length);
    return out;
  }
}
