package io.x0.proxy.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks passwords against one file, as it was when the configuration was loaded. Thread-safe.
 *
 * <p>A check takes milliseconds on purpose, so what came of it is remembered: under a keyed hash
 * (HMAC-SHA-256, the key is new with each configuration) of name and password, never under the
 * password itself. What is right and what is wrong are remembered apart, so that guessing cannot
 * push out those who know.
 */
public final class Logins {
  private static final String HMAC = "HmacSHA256";
  private static final int RIGHT = 10_000;
  private static final int WRONG = 1_000;

  private final Htpasswd file;
  private final PasswordHash stranger;
  private final SecretKeySpec key;
  private final Cache<String, Boolean> right;
  private final Cache<String, Boolean> wrong;

  Logins(Htpasswd file) {
    this(file, RIGHT, WRONG);
  }

  /**
   * @param rightSize most right passwords that are remembered
   * @param wrongSize most wrong ones
   */
  Logins(Htpasswd file, int rightSize, int wrongSize) {
    this.file = file;
    this.right = cache(rightSize);
    this.wrong = cache(wrongSize);
    this.stranger = file.stranger();
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, HMAC);
  }

  private static Cache<String, Boolean> cache(int size) {
    return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  /**
   * Reads a file that {@code htpasswd} wrote.
   *
   * @throws io.x0.common.InvalidValueException if that is not possible
   */
  public static Logins read(Path file) {
    return new Logins(Htpasswd.read(file));
  }

  /** Returns which lines of the file are of no use, and why. */
  public List<String> warnings() {
    return file.warnings();
  }

  /** Returns whether the password is right, if that was found out before; otherwise null. */
  public @Nullable Boolean remembered(Credentials credentials) {
    return remembered(digest(credentials));
  }

  private @Nullable Boolean remembered(String digest) {
    Boolean known = right.getIfPresent(digest);
    return known == null ? wrong.getIfPresent(digest) : known;
  }

  /**
   * Returns whether the password is right. Takes milliseconds, up to a second, if that is not
   * remembered; as long for a user who does not exist.
   */
  public boolean check(Credentials credentials) {
    String digest = digest(credentials);
    Boolean known = remembered(digest);
    if (known != null) {
      return known;
    }
    PasswordHash hash = file.users().get(credentials.user());
    boolean verified = (hash == null ? stranger : hash).verifies(credentials.password());
    boolean isRight = hash != null && verified;
    (isRight ? right : wrong).put(digest, isRight);
    return isRight;
  }

  private String digest(Credentials credentials) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      // No name has a colon.
      String text = credentials.user() + ":" + credentials.password();
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(HMAC, e);
    }
  }
}
