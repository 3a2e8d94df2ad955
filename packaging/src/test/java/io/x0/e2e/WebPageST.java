package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The web page in a real browser: what it shows, what can be done with it, and for whom. With
 * {@code -Dx0.rewrite=true} it takes the pictures of docs/img.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("answers keys in time")
class WebPageST {
  private static final Path PICTURES = Path.of("../docs/img");
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
      }
      handler main {
        if req.path =^ '/x0/' {
          director.web '/x0/';
        }
        if req.cookie('plan') == 'gold' {
          director.classify 'vip';
        } elsif req.cookie('plan') == 'free' {
          director.classify 'jail';
        } elsif req.cookie('plan') == 'blog' {
          director.balance 'blog';
        }
        director.balance 'shop';
      }
      """;
  private static final String BUCKETS =
      """
      "buckets": [{"name": "vip", "rate": "50%", "ceil": "100%"},
                  {"name": "upload", "rate": "20%", "ceil": "50%"},
                  {"name": "jail", "rate": "1t", "ceil": "2t"}]\
      """;
  private static final int TABS = 4;
  private static final String LIVE = "document.querySelector('#live').textContent === 'Live'";

  /** Returns the texts that stand out less from what is behind them than WCAG 2.2 AA asks. */
  private static final String FAINT =
      """
      const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
      const read = (color) => color.match(/[0-9.]+/g).map(Number);
      const behind = (e) => {
        for (; e; e = e.parentElement) {
          const color = read(getComputedStyle(e).backgroundColor);
          if (color.length === 3 || color[3] === 1) return color;
        }
        return [255, 255, 255];
      };
      const faint = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const e = walk.currentNode.parentElement;
        if (!walk.currentNode.textContent.trim() || !e.checkVisibility()
            || e.closest('noscript') || e.getBoundingClientRect().bottom < 0) continue;
        const style = getComputedStyle(e);
        const [a, b] = [light(read(style.color)), light(behind(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        if (ratio < (isLarge ? 3 : 4.5)) faint.push(e.textContent + ' ' + ratio.toFixed(2));
      }
      return faint.join(', ');
      """;

  /** Returns the controls that a screen reader could not name. */
  private static final String NAMELESS =
      """
      return [...document.querySelectorAll('button, a, input, [role=img], [role=table]')]
        .filter((e) => e.checkVisibility()
          && !(e.getAttribute('aria-label') || e.textContent.trim()))
        .map((e) => e.outerHTML).join();
      """;

  private Browser browser;
  private TestDaemon daemon;
  private Bridge bridge;
  private Origin origin;

  @BeforeAll
  void open() throws Exception {
    browser = Browser.start();
    daemon = TestDaemon.create().config(CONFIG);
    var unused = daemon.start();
    bridge = new Bridge(daemon.socket());
    origin = Origin.busy("b1", 8);
  }

  @BeforeEach
  void begin() throws Exception {
    browser.size(1280, 900, false);
    browser.prefer("prefers-color-scheme", "light");
  }

  @AfterEach
  void end() throws Exception {
    browser.open("about:blank");
    for (String name : get("/director/?members=false").json().keySet()) {
      must("DELETE", "/director/" + name, "");
    }
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {browser, bridge, origin, daemon}) {
      if (one != null) {
        one.close();
      }
    }
  }

  /** Opens a place of the page. Forgets what the console told before. */
  private Browser page(String place) throws Exception {
    var unused = browser.errors();
    browser.open("about:blank");
    browser.open(bridge.url("/ui/") + place);
    browser.await("the page is live", LIVE);
    return browser;
  }

  /** Reads on a connection of its own: x0d closes one that is silent while the browser is busy. */
  private Admin.Reply get(String path) throws Exception {
    try (Admin admin = daemon.admin()) {
      return admin.call("GET", path);
    }
  }

  private void must(String method, String path, String body) throws Exception {
    try (Admin admin = daemon.admin()) {
      var unused = admin.must(method, path, body);
    }
  }

  private void shop() throws Exception {
    JsonArray backends = new JsonArray();
    for (String name : new String[] {"b1", "b2", "b3"}) {
      backends.add(backend(name, origin.url(), 4));
    }
    create("shop", backends, BUCKETS);
  }

  private static JsonObject backend(String name, String url, int capacity) {
    JsonObject backend = new JsonObject();
    backend.addProperty("name", name);
    backend.addProperty("url", url);
    backend.addProperty("capacity", capacity);
    return backend;
  }

  private void create(String name, JsonArray backends, String more) throws Exception {
    must(
        "PUT",
        "/director/" + name,
        "{\"health-check-mode\": \"off\", \"backends\": "
            + backends
            + (more.isEmpty() ? "" : ", " + more)
            + "}");
  }

  private boolean isEnabled(String backend) throws Exception {
    JsonObject shown = get("/director/shop/backends/" + backend).json();
    return shown.get("enabled").getAsBoolean();
  }

  @Test
  void overview_underLoad_figuresMove() throws Exception {
    shop();
    Browser page = page("");
    page.await(
        "the director is listed", "document.querySelector('.rows a')?.textContent === 'shop'");
    String requests =
        "Number(document.querySelector('.fact .value').textContent.replace(/,/g, ''))";
    page.await("it is idle", requests + " === 0");

    try (Load load = Load.start(daemon, 4)) {
      page.await("requests are counted", requests + " > 20");
      page.await(
          "the chart tells them to those who do not see it",
          "/all [0-9,.k]*[1-9]/.test(document.querySelector('.chart canvas').ariaLabel)");
      page.await(
          "the row of the director has them",
          "Number(document.querySelector('.rows .rps span:last-child').textContent) > 20");
      load.finish();
    }
    page.await("it is idle again", requests + " === 0");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void director_openedInTheOverview_showsItsBucketsAndBackends() throws Exception {
    shop();
    Browser page = page("");
    page.await("the director is listed", "document.querySelector('.twist') !== null");
    page.click(".twist");

    page.await("all are listed", "document.querySelectorAll('.rows .below').length === 6");
    assertThat(
            page.run("return [...document.querySelectorAll('.below b')].map((e) => e.textContent)"))
        .isEqualTo("[\"vip\",\"upload\",\"jail\",\"b1\",\"b2\",\"b3\"]");
    assertThat(page.run("return document.querySelector('.below .share').ariaLabel"))
        .isEqualTo("vip: 0 in use, 0 of them borrowed, 6 assured, 12 at most");

    page.click(".twist");
    page.await("they are gone", "document.querySelector('.rows .below') === null");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void buckets_underLoad_showWhatIsBorrowed() throws Exception {
    shop();
    Browser page = page("#/director/shop");
    try (Load load = Load.start(daemon, 4, "Cookie: plan=free\r\n")) {
      page.await(
          "the jail borrows",
          "/^jail: 2 in use, 1 of them borrowed, 1 assured, 2 at most$/.test("
              + "[...document.querySelectorAll('.bucket .share')].at(-1)?.ariaLabel)");
      page.await(
          "the others of its requests wait",
          "/[1-9] waiting/.test([...document.querySelectorAll('.figures')].at(-1).textContent)");
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
    page.enter();
    page.await("no is what it takes first", "!document.querySelector('#confirm').open");
    assertThat(isEnabled("b2")).isTrue();

    focus(page, "Disable backend b2");
    page.enter();
    page.await("it asks", "document.querySelector('#confirm').open");
    page.tab();
    page.enter();
    page.await("it can be enabled", shown("Enable backend b2"));
    assertThat(page.run("return document.activeElement.ariaLabel"))
        .as("who went by keys has not lost their place")
        .isEqualTo("Enable backend b2");
    assertThat(isEnabled("b2")).isFalse();
    page.await(
        "it says so", "document.querySelector('#toast').textContent === 'Backend b2 disabled'");

    focus(page, "Enable backend b2");
    page.enter();
    page.await("it can be disabled", shown("Disable backend b2"));
    assertThat(isEnabled("b2")).isTrue();
    assertThat(page.errors()).isEmpty();
  }

  /** A browser has six connections for a server, and each of these pages has two streams. */
  @Test
  void manyTabs_theOneThatIsLookedAtIsLive() throws Exception {
    shop();
    String rows = "document.querySelectorAll('.backends .rows .row').length === 3";
    Browser page = page("#/director/shop");
    page.await("backends are listed", rows);
    String first = page.shownTab();
    List<String> others = new ArrayList<>();
    try {
      for (int i = 1; i < TABS; i++) {
        others.add(page.openTab());
        page.open(bridge.url("/ui/#/director/shop"));
        page.await("the page of another tab is live", LIVE + " && " + rows);
      }
      must("LOCK", "/director/shop/backends/b2", "");
      page.await("the last one is told of a change", shown("Enable backend b2"));
    } finally {
      for (String tab : others) {
        page.closeTab(tab);
      }
      page.showTab(first);
    }
    page.await(
        "the first one knows what it has missed", LIVE + " && " + shown("Enable backend b2"));
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void backend_drainedInTheOverview_isShownAsDrainedWhenItIsIdle() throws Exception {
    shop();
    Browser page = page("");
    page.await("the director is listed", "document.querySelector('.twist') !== null");
    page.click(".twist");
    page.await("it can be drained", shown("Drain backend b1"));
    page.click("[aria-label=\"Drain backend b1\"]");
    page.await("it asks", "document.querySelector('#confirm').open");
    page.click("#confirm-yes");

    page.await(
        "it is drained",
        "[...document.querySelectorAll('.below .pill')].some((e) => e.textContent === 'drained')");
    JsonObject backend = get("/director/shop/backends/b1").json();
    assertThat(backend.get("admin-state").getAsString()).isEqualTo("drain");
    page.await("it can be enabled", shown("Enable backend b1"));
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void listener_whoHasNotLoggedIn_looksAndChangesNothing() throws Exception {
    shop();
    browser.open("http://127.0.0.1:" + daemon.port() + "/x0/");
    browser.await("the page is live", LIVE);
    browser.await("it says so", "document.querySelector('#access').checkVisibility()");
    assertThat(browser.text("#access")).isEqualTo("Read-only");

    browser.await("the director is listed", "document.querySelector('.twist') !== null");
    browser.click(".twist");
    browser.await("all are listed", "document.querySelectorAll('.rows .below').length === 6");
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('.act button')]"
                    + ".filter((e) => e.checkVisibility()).length"))
        .isEqualTo("0");
  }

  private static String shown(String label) {
    return "document.querySelector('[aria-label=\"" + label + "\"]')?.checkVisibility() === true";
  }

  /** Goes to a control with the tab key. */
  private static void focus(Browser page, String label) throws Exception {
    for (int i = 0; i < 60; i++) {
      String at = page.run("return document.activeElement?.getAttribute('aria-label') ?? ''");
      if (at.equals(label)) {
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
  void everything_canBeReadAndNamed_inLightAndDark() throws Exception {
    shop();
    create("ill", new JsonArray(), "");
    must("LOCK", "/director/shop/backends/b3", "");
    Browser page = page("");
    for (String colours : new String[] {"light", "dark"}) {
      page.prefer("prefers-color-scheme", colours);
      for (String place : new String[] {"#/", "#/director/shop", "#/events"}) {
        go(page, place);
        page.run("document.querySelector('.twist')?.click()");
        assertThat(page.run(FAINT)).as("%s %s", colours, place).isEmpty();
        assertThat(page.run(NAMELESS)).as("%s %s", colours, place).isEmpty();
      }
    }
  }

  /** Goes to another place of the page that is open, and to its end, below the charts. */
  private static void go(Browser page, String place) throws Exception {
    page.run("location.hash = '" + place + "'");
    page.await(
        "there are rows or events",
        "(scrollTo(0, document.documentElement.scrollHeight),"
            + " document.querySelector('.rows .row, main > div > .events li') !== null)");
  }

  @Test
  void markup_inWhatOthersWrote_isText() throws Exception {
    shop();
    String markup = "<img src=x onerror=document.title=1>";
    must("PATCH", "/director/shop", "{\"health-check-body\": \"" + markup + "\"}");
    Browser page = page("#/events");
    page.await("changes are listed", "document.querySelector('.events li') !== null");
    assertThat(page.text(".events .what")).contains(markup);
    assertThat(page.run("return document.querySelectorAll('img').length")).isEqualTo("0");

    page = page("#/director/" + markup.replace(" ", "%20"));
    page.await("it says so", "document.querySelector('.empty strong') !== null");
    assertThat(page.run("return document.title")).isEqualTo(markup + " · x0");
    assertThat(page.run("return document.querySelectorAll('img').length")).isEqualTo("0");

    String policy = get("/ui/").header("content-security-policy");
    assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe", "http", "*");
  }

  @Test
  void manyBackends_onlyThoseOnTheScreenExist() throws Exception {
    JsonArray backends = new JsonArray();
    for (int i = 0; i < 500; i++) {
      backends.add(backend("b" + i, "http://127.0.0.1:9", 1));
    }
    create("many", backends, "");
    Browser page = page("#/director/many");
    String rows = "document.querySelectorAll('.backends .rows .row')";
    page.await("rows are there", rows + ".length > 0");
    assertThat(Integer.parseInt(page.run("return " + rows + ".length"))).isBetween(1, 60);

    page.run("scrollTo(0, document.documentElement.scrollHeight)");
    page.await("the last one is there", "[..." + rows + "].at(-1)?.ariaRowIndex === '501'");
    assertThat(Integer.parseInt(page.run("return " + rows + ".length"))).isBetween(1, 60);

    page.type("/");
    page.type("b499");
    page.await("one is left", rows + ".length === 1");
    assertThat(page.text(".backends .rows b")).isEqualTo("b499");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void phone_nothingIsWiderThanTheScreen() throws Exception {
    shop();
    browser.size(375, 740, true);
    Browser page = page("");
    for (String place : new String[] {"#/", "#/director/shop", "#/events"}) {
      go(page, place);
      page.run("document.querySelector('.twist')?.click()");
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
    page.run("localStorage.clear()");
  }

  @Test
  void daemon_killedAndStartedAgain_isSaidAndTheFiguresComeBack() throws Exception {
    shop();
    Browser page = page("");
    page.await("the director is listed", "document.querySelector('.rows a') !== null");
    daemon.kill();
    page.await("it says so", "!document.querySelector('#banner').hidden");
    assertThat(page.text("#banner")).startsWith("No connection to x0d since");
    assertThat(page.text("#live")).isEqualTo("Disconnected");
    assertThat(page.text(".rows a")).as("what was known stays").isEqualTo("shop");

    daemon.start();
    page.await("it is live again", LIVE);
    assertThat(page.run("return document.querySelector('#banner').hidden")).isEqualTo("true");
    page.await(
        "the new process is shown",
        "document.querySelector('#about').textContent.endsWith('pid " + daemon.pid() + "')");
  }

  @Test
  @Timeout(900)
  void pictures_forTheDocuments() throws Exception {
    Assumptions.assumeTrue(
        Boolean.getBoolean("x0.rewrite"), "pictures are taken with -Dx0.rewrite=true only");
    Files.createDirectories(PICTURES);
    try (Origin slow = Origin.busy("b2", 25);
        Origin slower = Origin.busy("b3", 60)) {
      JsonArray backends = new JsonArray();
      backends.add(backend("b1", origin.url(), 6));
      backends.add(backend("b2", slow.url(), 6));
      backends.add(backend("b3", slower.url(), 4));
      backends.add(backend("b4", slower.url(), 4));
      create("shop", backends, BUCKETS);
      must("PATCH", "/director/shop/backends/b4", "{\"admin-state\": \"drain\"}");
      JsonArray blog = new JsonArray();
      blog.add(backend("b2", slow.url(), 20));
      blog.add(backend("b3", slower.url(), 20));
      create("blog", blog, "");
      JsonArray search = new JsonArray();
      search.add(backend("one", origin.url(), 8));
      search.add(backend("two", "http://127.0.0.1:9", 8));
      create("search", search, "");
      must("PATCH", "/director/search", "{\"health-check-mode\": \"paranoid\"}");
      create("images", new JsonArray(), "");
      Browser page = page("");
      try (Load gold = Load.leisurely(daemon, 5, 15, "Cookie: plan=gold\r\n");
          Load free = Load.leisurely(daemon, 5, 60, "Cookie: plan=free\r\n");
          Load reader = Load.leisurely(daemon, 6, 80, "Cookie: plan=blog\r\n");
          Load others = Load.leisurely(daemon, 8, 40, "")) {
        Await.pause(61_000);
        page.run("[...document.querySelectorAll('.twist')].at(2).click()");
        take(page, "overview", 2_000);
        page.run("location.hash = '#/director/shop'");
        take(page, "director", 30_000);
        page.prefer("prefers-color-scheme", "dark");
        take(page, "director-dark", 2_000);
        page.size(375, 812, true);
        take(page, "director-phone", 2_000);
        page.prefer("prefers-color-scheme", "light");
        page.run("location.hash = '#/'");
        page.await("it is there", "document.querySelector('.rows a') !== null");
        page.run("scrollTo(0, document.querySelector('section').offsetTop - 90)");
        take(page, "overview-phone", 4_000);
        assertThat(gold.total() + free.total() + reader.total() + others.total()).isPositive();
      }
    }
  }

  private static void take(Browser page, String name, int millis) throws Exception {
    Await.pause(millis);
    byte[] picture = page.picture();
    assertThat(picture.length).isLessThan(300 * 1024);
    Files.write(PICTURES.resolve("web-" + name + ".png"), picture);
  }
}
