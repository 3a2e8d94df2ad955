package io.x0.flow.source;

import java.io.IOException;
import java.util.List;

/** Where the text of source files comes from: the disk, or a map in a test. */
public interface SourceReader {
  /**
   * Returns the text of a file.
   *
   * @throws IOException if it cannot be read; its message is shown to the operator
   */
  String read(String file) throws IOException;

  /**
   * Returns the names of the files that {@code pattern} means, sorted.
   *
   * @param from the file that includes; relative patterns start at its directory
   * @param pattern a file name, in which {@code *} and {@code ?} may stand in the last part
   * @throws IOException if the directory cannot be read
   */
  List<String> list(String from, String pattern) throws IOException;
}
