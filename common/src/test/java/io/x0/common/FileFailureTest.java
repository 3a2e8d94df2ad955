package io.x0.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  @Test
  void reason_exceptionThatOnlyNamesTheFile_isInWords() {
    assertThat(FileFailure.reason(new NoSuchFileException("/a")))
        .isEqualTo("no such file or folder");
    assertThat(FileFailure.reason(new AccessDeniedException("/a"))).isEqualTo("permission denied");
    assertThat(FileFailure.reason(new FileAlreadyExistsException("/a")))
        .isEqualTo("another file is in its place");
  }

  @Test
  void reason_exceptionWithReason_isThat() {
    assertThat(FileFailure.reason(new FileSystemException("/a", null, "Is a directory")))
        .isEqualTo("Is a directory");
    assertThat(FileFailure.reason(new IOException("disk on fire"))).isEqualTo("disk on fire");
    assertThat(FileFailure.reason(new IOException())).isEqualTo("java.io.IOException");
  }
}
