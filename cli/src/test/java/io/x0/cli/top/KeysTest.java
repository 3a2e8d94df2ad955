package io.x0.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.FakeDaemon;
import io.x0.cli.client.AdminClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir Path directory;
  private final View view = new View();
  private FakeDaemon daemon;
  private Keys keys;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(directory);
    keys = new Keys(view, new AdminClient(daemon.socket(), Duration.ofSeconds(5)));
    view.overall(Frames.overall(30));
    view.detail("d0", Frames.detail(0, 3));
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private void press(int... pressed) {
    for (int key : pressed) {
      keys.press(key);
    }
  }

  private void type(String text) {
    text.chars().forEach(keys::press);
  }

  @Test
  void select_movesAndStaysInTheList() {
    press(Keys.DOWN, 'j', Keys.UP);
    assertThat(view.director()).isEqualTo("d1");
    press(Keys.PAGE_DOWN);
    assertThat(view.director()).isEqualTo("d11");
    press(Keys.END, Keys.DOWN);
    assertThat(view.director()).isEqualTo("d29");
    press(Keys.HOME, Keys.UP);
    assertThat(view.director()).isEqualTo("d0");
  }

  @Test
  void sort_nextFigure_isSaid() {
    press('s');

    assertThat(view.message()).isEqualTo("sorted by requests-per-second");
    assertThat(view.directors.visible(1).get(0).name()).isEqualTo("d0");
    press(Keys.HOME);
    assertThat(view.director()).isEqualTo("d29");
  }

  @Test
  void select_anotherDirector_forgetsTheFiguresOfTheFirst() {
    assertThat(view.buckets()).hasSize(3);

    press(Keys.DOWN);

    assertThat(view.buckets()).isEmpty();
    assertThat(view.backends.size()).isZero();
  }

  @Test
  void filter_takesLettersUntilEnterAndEscapeShowsAll() {
    type("/d2x");
    press(127);
    assertThat(view.directors.size()).isEqualTo(11);
    press('\r', 'q');
    assertThat(keys.isOver()).isTrue();

    press(Keys.ESCAPE);
    assertThat(view.directors.size()).isEqualTo(30);
  }

  @Test
  void disable_asksAndThenDoesIt() {
    press('\t', Keys.DOWN, 'd');
    assertThat(view.message()).isEqualTo("disable backend d0/b1? [y/N] ");
    assertThat(daemon.lines()).isEmpty();

    daemon.answer(200, "{}");
    press('y');

    assertThat(view.message()).isEqualTo("backend d0/b1 disabled");
    assertThat(daemon.lines()).containsExactly("LOCK /director/d0/backends/b1 HTTP/1.1");
  }

  @Test
  void drain_backend_asksAndThenDoesIt() {
    press('\t', Keys.DOWN, 'D');
    assertThat(view.message()).isEqualTo("drain backend d0/b1? [y/N] ");

    daemon.answer(200, "{}");
    press('y');

    assertThat(view.message()).isEqualTo("backend d0/b1 drains");
    assertThat(daemon.lines()).containsExactly("PATCH /director/d0/backends/b1 HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"admin-state\":\"drain\"}");
  }

  @Test
  void drain_director_isNotAsked() {
    press('D');

    assertThat(view.message()).isEqualTo("a director cannot drain: select a backend (Tab)");
    press('y');
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void disable_anythingButYes_changesNothing() {
    press('d', '\r');

    assertThat(view.message()).isEqualTo("nothing was changed");
    assertThat(daemon.lines()).isEmpty();
    assertThat(keys.isOver()).isFalse();
  }

  @Test
  void enable_refused_saysWhy() {
    daemon.refuse(403, "director d0 belongs to the file");

    press('e', 'y');

    assertThat(view.message()).isEqualTo("director d0 belongs to the file");
    assertThat(daemon.lines()).containsExactly("UNLOCK /director/d0 HTTP/1.1");
  }

  @Test
  void help_anyKeyGoesBack() {
    press('?');
    assertThat(keys.isHelp()).isTrue();
    press('q');
    assertThat(keys.isHelp()).isFalse();
    assertThat(keys.isOver()).isFalse();
  }
}
