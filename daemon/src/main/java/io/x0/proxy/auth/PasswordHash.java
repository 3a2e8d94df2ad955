package io.x0.proxy.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Md5Crypt;
import org.jspecify.annotations.Nullable;

/** The hash of a password, as a file keeps it. Immutable. */
sealed interface PasswordHash {
  /** Returns whether it is the hash of a password, in a time that does not tell how nearly. */
  boolean verifies(String password);

  /** Returns how long a check takes, compared to others. */
  long effort();

  /** Returns the hash that a text spells, or null if it is of no kind that is known. */
  static @Nullable PasswordHash parse(String text) {
    if (Bcrypt.FORM.matcher(text).matches()) {
      return new Bcrypt(text);
    }
    return Apr1.FORM.matcher(text).matches() ? new Apr1(text) : null;
  }

  /** A hash of {@code htpasswd -B}. */
  record Bcrypt(String text) implements PasswordHash {
    static final Pattern FORM = Pattern.compile("\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");

    // Everybody else ignores what is behind the 72nd byte, so the hashes were made like that.
    private static final BCrypt.Verifyer VERIFYER =
        BCrypt.verifyer(
            BCrypt.Version.VERSION_2Y, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y));

    /** Returns the binary logarithm of the rounds. */
    int cost() {
      return Integer.parseInt(text.substring(4, 6));
    }

    @Override
    public boolean verifies(String password) {
      return VERIFYER.verify(
              password.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.US_ASCII))
          .verified;
    }

    @Override
    public long effort() {
      return 1L << cost();
    }
  }

  /** A hash of {@code htpasswd -m}: a thousand rounds of MD5. */
  record Apr1(String text) implements PasswordHash {
    static final Pattern FORM = Pattern.compile("\\$apr1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}");

    @Override
    public boolean verifies(String password) {
      String made = Md5Crypt.apr1Crypt(password.getBytes(StandardCharsets.UTF_8), text);
      return MessageDigest.isEqual(
          made.getBytes(StandardCharsets.US_ASCII), text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long effort() {
      return 1;
    }
  }
}
