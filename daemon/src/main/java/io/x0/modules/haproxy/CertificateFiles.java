package io.x0.modules.haproxy;

import io.x0.common.FileFailure;
import io.x0.haproxy.model.TlsDefaults;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.proxy.tls.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds certificates where HAProxy looks for them. Stateless. */
final class CertificateFiles {
  /** What lies beside certificates and is none. */
  private static final List<String> BESIDE = List.of(".key", ".issuer", ".ocsp", ".sctl");

  /** One name may have a certificate for each kind of key. */
  private static final List<String> KINDS = List.of(".ecdsa", ".rsa", ".dsa");

  /** A certificate, words for it alone, and the names it is for. */
  private static final Pattern LISTED = Pattern.compile("(\\S+)\\s*(?:\\[([^\\]]*)\\])?\\s*(.*)");

  private CertificateFiles() {}

  /**
   * Returns what a {@code crt} means: a file with its key, all files of a folder, or one for each
   * kind of key.
   *
   * @throws io.x0.proxy.tls.TlsException if one of them cannot be used
   * @throws NotEvaluableException if the folder cannot be read
   */
  static List<Identity> at(Path path) throws NotEvaluableException {
    if (Files.isDirectory(path)) {
      return files(path).stream().map(Identity::read).toList();
    }
    if (!Files.exists(path)) {
      List<Path> kinds =
          KINDS.stream().map(kind -> Path.of(path + kind)).filter(Files::exists).toList();
      if (!kinds.isEmpty()) {
        return kinds.stream().map(Identity::read).toList();
      }
    }
    return List.of(Identity.read(path));
  }

  private static List<Path> files(Path folder) throws NotEvaluableException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> isCertificate(file.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw unreadable(folder, cause == null ? new IOException(e) : cause);
    }
  }

  private static NotEvaluableException unreadable(Path path, IOException e) {
    return new NotEvaluableException("cannot read " + path + ": " + FileFailure.reason(e));
  }

  private static boolean isCertificate(String name) {
    return !name.startsWith(".") && BESIDE.stream().noneMatch(name::endsWith);
  }

  /**
   * Returns what a {@code crt-list} names.
   *
   * @param lost is told which word is not obeyed, and what is lost with it
   * @throws NotEvaluableException if it cannot be read, or has words that x0 must not pass over
   */
  static List<Identity> listed(Path list, TlsDefaults defaults, BiConsumer<String, String> lost)
      throws NotEvaluableException {
    if (Files.exists(list) && !Files.isRegularFile(list)) {
      throw new NotEvaluableException("cannot read " + list + ": it is not a regular file");
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(list, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw unreadable(list, e);
    }
    List<Identity> out = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Matcher matcher = LISTED.matcher(line);
      if (line.isEmpty() || line.startsWith("#") || !matcher.matches()) {
        continue;
      }
      String place = list + ":" + (i + 1) + ": ";
      check(place, matcher.group(2), lost);
      List<Identity> found = at(Path.of(defaults.certificate(matcher.group(1))));
      List<String> names = names(place, matcher.group(3), lost);
      found.forEach(one -> out.add(names.isEmpty() ? one : one.named(names)));
    }
    return out;
  }

  /** Words for one certificate may ask its clients for more than others. */
  private static void check(String place, @Nullable String words, BiConsumer<String, String> lost)
      throws NotEvaluableException {
    if (words == null || words.isBlank()) {
      return;
    }
    List<String> all = List.of(words.strip().split("\\s+", -1));
    for (int i = 0; i < all.size(); i += 2) {
      if (!List.of("alpn", "npn", "ocsp-update").contains(all.get(i))) {
        throw new NotEvaluableException(
            place + all.get(i) + ": x0 has one way for all certificates of a listener");
      }
    }
    lost.accept("crt-list", place + String.join(" ", all) + ": all certificates are served alike");
  }

  private static List<String> names(String place, String text, BiConsumer<String, String> lost) {
    List<String> out = new ArrayList<>();
    for (String name : text.strip().split("\\s+", -1)) {
      if (name.startsWith("!")) {
        lost.accept("crt-list", place + name + ": the certificate is used for this name, too");
      } else if (!name.isEmpty() && !name.startsWith("#")) {
        out.add(name);
      }
    }
    return out;
  }
}
