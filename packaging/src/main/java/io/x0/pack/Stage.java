package io.x0.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Lays the runnable tree out as packages install it: {@code Stage TREE SOURCES OUT VERSION DOCS
 * SBOM}. The same input gives the same bytes. Confined to one thread.
 */
public final class Stage {
  private static final String BOTH = "files";
  private static final String DEB = "files-deb";
  private static final String RPM = "files-rpm";

  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** In the header of gzip: the best compression was used. */
  private static final int BEST = 2;

  private final Path tree;
  private final Path sources;
  private final Path out;
  private final Map<String, String> words;

  private Stage(Path tree, Path sources, Path out, String version, String layout) {
    this.tree = tree;
    this.sources = sources;
    this.out = out;
    this.words =
        Map.of(
            "@JAR@", version,
            "@VERSION@", version,
            "@DEBVERSION@", version.replace("-", "~").toLowerCase(Locale.ROOT),
            "@LAYOUT@", layout);
  }

  /**
   * Makes {@code OUT/files}, the files of both packages, {@code OUT/files-deb} and {@code
   * OUT/files-rpm}, those of one, and {@code OUT/deb} and {@code OUT/rpm}, their scripts.
   */
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[2]);
    delete(out);
    String layout = Integer.toString(io.x0.store.Layout.latest());
    Stage stage = new Stage(Path.of(args[0]), Path.of(args[1]), out, args[3], layout);
    stage.programs();
    stage.configuration();
    stage.documents(Path.of(args[4]));
    stage.copy(Path.of(args[5]), "usr/share/doc/x0/sbom.cdx.json");
    stage.text("usr/share/x0/layout", layout + "\n");
    stage.filter("deb", out.resolve("deb"));
    stage.filter("rpm", out.resolve("rpm"));
  }

  private void programs() throws IOException {
    for (String name : List.of("x0d", "x0ctl")) {
      Path target = copy(tree.resolve("bin/" + name), "usr/share/x0/bin/" + name);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    for (Path file : files(tree.resolve("lib"))) {
      String name = "usr/share/x0/lib/" + file.getFileName();
      if (name.contains("/sqlite-jdbc-") || name.contains("/jline-")) {
        strip(file, target(name));
      } else {
        copy(file, name);
      }
    }
    copy(sources.resolve("files/hand-over.sh"), "usr/share/x0/lib/hand-over.sh");
    Path shared = tree.resolve("share/x0");
    for (Path file : files(shared)) {
      if (!file.startsWith(shared.resolve("systemd"))) {
        copy(file, "usr/share/x0/" + shared.relativize(file));
      }
    }
  }

  private void configuration() throws IOException {
    copy(sources.resolve("files/x0d.conf"), "etc/x0d/x0d.conf");
    copy(sources.resolve("files/x0.logrotate"), "etc/logrotate.d/x0");
    copy(sources.resolve("files/x0d.default"), DEB, "etc/default/x0d");
    copy(sources.resolve("files/x0d.default"), RPM, "etc/sysconfig/x0d");
    copy(sources.resolve("files/lintian-overrides"), DEB, "usr/share/lintian/overrides/x0");
    Path systemd = tree.resolve("share/x0/systemd");
    copy(systemd.resolve("x0d.service"), "usr/lib/systemd/system/x0d.service");
    copy(systemd.resolve("x0.sysusers"), "usr/lib/sysusers.d/x0.conf");
    copy(systemd.resolve("x0.tmpfiles"), "usr/lib/tmpfiles.d/x0.conf");
    completion("bash", BOTH, "usr/share/bash-completion/completions/x0ctl");
    completion("fish", BOTH, "usr/share/fish/vendor_completions.d/x0ctl.fish");
    completion("zsh", DEB, "usr/share/zsh/vendor-completions/_x0ctl");
    completion("zsh", RPM, "usr/share/zsh/site-functions/_x0ctl");
  }

  private void completion(String shell, String root, String name) throws IOException {
    String resource = "/io/x0/cli/completion/x0ctl." + shell;
    try (InputStream in = Stage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("not on the class path: " + resource);
      }
      Files.write(target(root, name), in.readAllBytes());
    }
  }

  private void documents(Path docs) throws IOException {
    for (Path file : files(tree.resolve("share/man"))) {
      gzip(
          Files.readAllBytes(file),
          "usr/share/man/" + tree.resolve("share/man").relativize(file) + ".gz");
    }
    String doc = "usr/share/doc/x0/";
    for (Path file : files(tree.resolve("etc"))) {
      if (!file.endsWith("x0d.conf")) {
        copy(file, doc + "examples/" + file.getFileName());
      }
    }
    for (Path file : files(docs)) {
      String name = docs.relativize(file).toString();
      if (!name.startsWith("perf/") && name.matches(".*\\.(md|svg|png)")) {
        copy(file, doc + name);
      }
    }
    // The documents are beside it there.
    String readme = Files.readString(tree.resolve("share/doc/x0/README.md"));
    text(doc + "README.md", readme.replace("](docs/", "]("));
    text(doc + "copyright", read(sources.resolve("files/copyright")));
    text(doc + "THIRD-PARTY.txt", notices());
    gzip(
        read(sources.resolve("files/changelog")).getBytes(StandardCharsets.UTF_8),
        doc + "changelog.gz");
  }

  private String notices() throws IOException {
    return Notices.of(
        tree.resolve("lib"), sources.resolve("licenses"), tree.resolve("share/doc/x0/LICENSE"));
  }

  private void filter(String folder, Path target) throws IOException {
    Files.createDirectories(target);
    for (Path file : files(sources.resolve(folder))) {
      Files.writeString(target.resolve(file.getFileName().toString()), read(file));
    }
  }

  private String read(Path file) throws IOException {
    String text = Files.readString(file);
    for (var word : words.entrySet()) {
      text = text.replace(word.getKey(), word.getValue());
    }
    return text;
  }

  /** Copies a jar without what other systems than Linux with glibc need. */
  private static void strip(Path jar, Path target) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        boolean isNative = name.contains("/native/") || name.contains("/nativ/");
        if (entry.isDirectory()
            || (isNative && !name.endsWith(".class") && !name.contains("/Linux/"))) {
          continue;
        }
        ZipEntry copy = new ZipEntry(name);
        copy.setTimeLocal(ENTRY_TIME);
        out.putNextEntry(copy);
        in.transferTo(out);
        out.closeEntry();
      }
    }
  }

  private void gzip(byte[] content, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new BestGzip(bytes)) {
      out.write(content);
    }
    byte[] packed = bytes.toByteArray();
    packed[8] = BEST;
    Files.write(target(name), packed);
  }

  /** Like gzip -9n. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private Path copy(Path file, String name) throws IOException {
    return copy(file, BOTH, name);
  }

  private Path copy(Path file, String root, String name) throws IOException {
    return Files.copy(file, target(root, name));
  }

  private void text(String name, String content) throws IOException {
    Files.writeString(target(name), content);
  }

  private Path target(String name) throws IOException {
    return target(BOTH, name);
  }

  private Path target(String root, String name) throws IOException {
    Path target = out.resolve(root).resolve(name);
    Files.createDirectories(target.getParent());
    return target;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
