package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountTest {
  @ParameterizedTest
  @CsvSource({
    "/x0,/x0,/",
    "/x0,/x0/,/",
    "/x0,/x0/director/shop,/director/shop",
    "/x0/,/x0/director/,/director/",
    "/x0/director,/x0/director,/director/",
    "/x0/director,/x0/director/,/director/",
    "/x0/director/,/x0/director/shop/backends/b,/director/shop/backends/b",
    "/director,/director/a%20b,/director/a%20b",
    "/,/events,/events",
    "/,/,/"
  })
  void inside_pathOfTheMount_isThatOfTheApi(String prefix, String path, String inside) {
    Mount mount = Mount.ofApi(prefix);

    assertThat(mount.covers(path)).isTrue();
    assertThat(mount.inside(path)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({"/x0,/x", "/x0,/x0a", "/x0/,/x", "/x0/director,/x0/directors", "/x0,/y/x0"})
  void covers_otherPath_isFalse(String prefix, String path) {
    assertThat(Mount.ofApi(prefix).covers(path)).isFalse();
    assertThat(Mount.ofApi(prefix).covers(null)).isFalse();
  }

  @Test
  void outside_locationOfTheApi_isBelowThePrefix() {
    assertThat(Mount.ofApi("/x0/director").outside("/director/shop"))
        .isEqualTo("/x0/director/shop");
    assertThat(Mount.ofApi("/x0/").outside("/director/shop")).isEqualTo("/x0/director/shop");
    assertThat(Mount.ofPage("/a/director").outside("/director/shop"))
        .isEqualTo("/a/director/director/shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "x0", "//", "/x0//a", "/../a", "/a/..", "/.", "/a?b", "/a#b", "/a%2fb", "/a b"
      })
  void prefix_thatIsNoPlainPath_isRefused(String prefix) {
    assertThatThrownBy(() -> Mount.ofApi(prefix)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Mount.ofPage(prefix)).isInstanceOf(InvalidValueException.class);
  }
}
