package io.x0.flow.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads source files from the disk, as UTF-8. Stateless. */
public final class FileSourceReader implements SourceReader {
  @Override
  public String read(String file) throws IOException {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new IOException("no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("permission denied", e);
    } catch (CharacterCodingException e) {
      throw new IOException("not UTF-8", e);
    } catch (InvalidPathException e) {
      throw new IOException("not a file name", e);
    }
  }

  @Override
  public List<String> list(String from, String pattern) throws IOException {
    try {
      int slash = pattern.lastIndexOf('/');
      Path base = Path.of(from).resolveSibling(pattern.substring(0, slash + 1));
      String last = pattern.substring(slash + 1);
      if (last.indexOf('*') < 0 && last.indexOf('?') < 0) {
        Path file = base.resolve(last);
        return Files.exists(file) ? List.of(file.normalize().toString()) : List.of();
      }
      Path directory = base.toString().isEmpty() ? Path.of(".") : base;
      if (!Files.isDirectory(directory)) {
        return List.of();
      }
      List<String> files = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, last)) {
        for (Path entry : entries) {
          if (Files.isRegularFile(entry)) {
            files.add(entry.normalize().toString());
          }
        }
      }
      files.sort(null);
      return files;
    } catch (IllegalArgumentException e) {
      throw new IOException("not a pattern of file names", e);
    }
  }
}
