package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The web page in a real browser. */
@Timeout(180)
class WebPageST {
  private static final String LIVE = "document.querySelector('#live').textContent === 'Live'";

  private @Nullable TestDaemon daemon;
  private @Nullable Bridge bridge;
  private @Nullable Browser browser;

  @BeforeEach
  void open() throws Exception {
    browser = Browser.start();
    daemon = TestDaemon.started();
    bridge = new Bridge(daemon.socket());
    browser.size(1280, 900, false);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {browser, bridge, daemon}) {
      if (one != null) {
        one.close();
      }
    }
  }

  private Browser page(String place) throws Exception {
    Browser shown = browser;
    Bridge way = bridge;
    assertThat(shown).isNotNull();
    assertThat(way).isNotNull();
    shown.open(way.url("/ui/") + place);
    shown.await("the page is live", LIVE);
    return shown;
  }

  @Test
  void skipLink_isTheFirstStop() throws Exception {
    Browser page = page("");
    page.tab();

    assertThat(page.run("return document.activeElement.textContent")).isEqualTo("Skip to content");
    page.enter();
    assertThat(page.run("return document.activeElement.id")).isEqualTo("main");
  }

  @Test
  void dark_isTakenFromTheSystemAndFromTheButton() throws Exception {
    browser.prefer("prefers-color-scheme", "dark");
    Browser page = page("");
    String background = "return getComputedStyle(document.body).backgroundColor";
    assertThat(page.run(background)).isEqualTo("rgb(14, 17, 22)");

    page.click("#theme");
    assertThat(page.run("return document.querySelector('#theme').ariaLabel"))
        .isEqualTo("Colours: light");
    assertThat(page.run(background)).isEqualTo("rgb(244, 246, 249)");
  }
}
