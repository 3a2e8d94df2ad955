package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The web page in a real browser. With {@code -Dx0.pictures=true} it takes those of docs/img. */
@Timeout(180)
class WebPageST {
  private static final Path PICTURES = Path.of("../docs/img");
  private static final String LIVE = "document.querySelector('#live').textContent === 'Live'";
  private static final String MARKUP = "<img src=x onerror=alert(1)>";

  private @Nullable TestDaemon daemon;
  private @Nullable Origin origin;
  private @Nullable Bridge bridge;
  private @Nullable Browser browser;

  @BeforeEach
  void open() throws Exception {
    browser = Browser.start();
    daemon = TestDaemon.started();
    origin = Origin.busy("b1", 8);
    bridge = new Bridge(daemon.socket());
    browser.size(1280, 900, false);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {browser, bridge, origin, daemon}) {
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

  private void shop() throws Exception {
    daemon.must("director", "create", "shop", "--set", "health-check-mode=off");
    for (String name : new String[] {"b1", "b2", "b3"}) {
      daemon.must("backend", "add", "shop", name, origin.url(), "--capacity", "4");
    }
  }

  @Test
  void overview_underLoad_figuresMove() throws Exception {
    shop();
    Browser page = page("");
    page.await(
        "the director is listed", "document.querySelector('.rows .row a')?.textContent === 'shop'");
    String idle = page.text(".fact .value");
    try (Load load = Load.start(daemon, 4)) {
      page.await(
          "requests are counted",
          "Number(document.querySelector('.fact .value').textContent.replace(/[,k]/g, '')) > 20");
      assertThat(page.text(".fact .value")).isNotEqualTo(idle);
      page.await(
          "the chart tells them to those who do not see it",
          "/all [0-9,.k]*[1-9]/.test(document.querySelector('.chart canvas').ariaLabel)");
      load.finish();
    }
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void backend_disabledAndEnabledByKeysAlone_changesTheDaemon() throws Exception {
    shop();
    Browser page = page("#/director/shop");
    page.await(
        "backends are listed", "document.querySelectorAll('.backends .rows .row').length === 3");

    focus(page, "Disable backend b2");
    page.enter();
    page.await("it asks", "document.querySelector('#confirm').open");
    assertThat(page.text("#confirm-title")).isEqualTo("Disable b2?");
    page.tab();
    page.enter();
    page.await(
        "it is disabled", "document.querySelector('[aria-label=\"Enable backend b2\"]') !== null");
    try (Admin admin = daemon.admin()) {
      assertThat(
              admin.call("GET", "/director/shop/backends/b2").json().get("enabled").getAsBoolean())
          .isFalse();
      focus(page, "Enable backend b2");
      page.enter();
      page.await(
          "it is enabled",
          "document.querySelector('[aria-label=\"Disable backend b2\"]') !== null");
      assertThat(
              admin.call("GET", "/director/shop/backends/b2").json().get("enabled").getAsBoolean())
          .isTrue();
    }
    assertThat(page.errors()).isEmpty();
  }

  /** Goes to a control with the tab key. */
  private static void focus(Browser page, String label) throws Exception {
    for (int i = 0; i < 60; i++) {
      if (page.run("return document.activeElement?.getAttribute('aria-label') ?? ''")
          .equals(label)) {
        return;
      }
      page.tab();
    }
    throw new AssertionError(label + " cannot be reached with the tab key");
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
  void markup_inWhatOthersWrote_isText() throws Exception {
    shop();
    Browser page = page("#/director/" + MARKUP.replace(" ", "%20"));
    page.await("the name is shown", "document.querySelector('h1') !== null");
    assertThat(page.run("return document.querySelectorAll('img').length")).isEqualTo("0");

    daemon.must("backend", "add", "shop", "x", "http://127.0.0.1:9/", "--capacity", "1");
    page = page("#/events");
    page.await("changes are listed", "document.querySelectorAll('.events li').length > 3");
    page.run("document.querySelector('input').focus()");
    page.type("<b>");
    page.await(
        "nothing matches",
        "document.querySelector('.empty strong')?.textContent === 'Nothing matches'");
    assertThat(page.run("return document.querySelectorAll('main b, main img').length"))
        .isEqualTo("0");
    String policy;
    try (Admin admin = daemon.admin()) {
      policy = admin.call("GET", "/ui/").header("content-security-policy");
    }
    assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe");
  }

  @Test
  void phone_nothingIsWiderThanTheScreen() throws Exception {
    shop();
    browser.size(375, 740, true);
    for (String place : new String[] {"", "#/director/shop", "#/events"}) {
      Browser page = page(place);
      page.await("it is there", "document.querySelector('main h1') !== null");
      page.await("rows or events", "document.querySelector('.rows .row, .events li') !== null");
      assertThat(page.run("return document.documentElement.scrollWidth"))
          .as(place)
          .isEqualTo("375");
    }
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

  @Test
  void daemon_killedAndStartedAgain_isSaidAndTheFiguresComeBack() throws Exception {
    shop();
    Browser page = page("");
    daemon.kill();
    page.await("it says so", "!document.querySelector('#banner').hidden");
    assertThat(page.text("#banner")).startsWith("No connection to x0d since");
    assertThat(page.text("#live")).isEqualTo("Disconnected");

    daemon.start();
    page.await("it is live again", LIVE);
    assertThat(page.run("return document.querySelector('#banner').hidden")).isEqualTo("true");
    String pid = Long.toString(daemon.pid());
    page.await(
        "the new process is shown",
        "document.querySelector('#about').textContent.includes('" + pid + "')");
  }

  @Test
  void pictures_forTheDocuments() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Boolean.getBoolean("x0.pictures"), "pictures are taken with -Dx0.pictures=true only");
    shop();
    daemon.must("director", "set", "shop", "borrow=lend");
    for (String bucket : new String[] {"vip 50% 100%", "upload 20% 50%", "jail 1t 2t"}) {
      String[] word = bucket.split(" ");
      daemon.must("bucket", "add", "shop", word[0], "--rate", word[1], "--ceil", word[2]);
    }
    for (String other : new String[] {"blog", "images", "search"}) {
      daemon.must("director", "create", other, "--set", "health-check-mode=off");
      daemon.must("backend", "add", other, "one", origin.url(), "--capacity", "20");
    }
    daemon.must("director", "set", "search", "health-check-mode=paranoid");
    daemon.must("backend", "add", "search", "two", "http://127.0.0.1:9", "--capacity", "20");
    daemon.must("backend", "disable", "shop", "b3");
    Files.createDirectories(PICTURES);
    Browser page = page("");
    try (Load shop = Load.start(daemon, 6);
        Load more = Load.leisurely(daemon, 8, 30)) {
      Await.pause(62_000);
      take(page, "", "overview");
      take(page, "#/director/shop", "director");
      page.prefer("prefers-color-scheme", "dark");
      take(page, "#/director/shop", "director-dark");
      page.size(375, 740, true);
      take(page, "#/director/shop", "director-phone");
      page.prefer("prefers-color-scheme", "light");
      take(page, "", "overview-phone");
    }
  }

  private void take(Browser page, String place, String name) throws Exception {
    page.run("location.hash = '" + (place.isEmpty() ? "#/" : place) + "'");
    Await.pause(6_000);
    Files.write(PICTURES.resolve("web-" + name + ".png"), page.picture());
  }
}
