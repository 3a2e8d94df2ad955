package io.x0.proxy;

import io.x0.proxy.compress.CompressionSettings;
import io.x0.proxy.file.FileRoots;

/**
 * What the configuration in force says about answers, whoever gives them. Immutable.
 *
 * @param files where files may be sent from, in the place of a backend's body
 * @param errors what is shown in the place of errors
 * @param compression which ones are compressed
 */
public record AnswerPolicy(FileRoots files, ErrorPages errors, CompressionSettings compression) {
  /** Answers go as they come. */
  public static final AnswerPolicy PLAIN =
      new AnswerPolicy(FileRoots.NONE, ErrorPages.NONE, CompressionSettings.OFF);

  /** Returns the same, with other folders. */
  public AnswerPolicy withFiles(FileRoots value) {
    return new AnswerPolicy(value, errors, compression);
  }

  /** Returns the same, with other pages for errors. */
  public AnswerPolicy withErrors(ErrorPages value) {
    return new AnswerPolicy(files, value, compression);
  }

  /** Returns the same, compressed otherwise. */
  public AnswerPolicy withCompression(CompressionSettings value) {
    return new AnswerPolicy(files, errors, value);
  }
}
