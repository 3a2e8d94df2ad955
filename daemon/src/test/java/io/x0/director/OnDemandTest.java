package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.name.BackendUrl;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.Found;
import io.x0.director.DirectorStore.Tie;
import io.x0.director.RefusedException.Cause;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Directors on demand as the control plane brings them into force. */
class OnDemandTest {
  private final ManualTime time = new ManualTime();
  private final FakeStore store = new FakeStore();
  private final ManualExecutor writer = new ManualExecutor();
  private final Directors directors = new Directors();
  private final Ports ports = new Ports();
  private final ControlPlane control =
      new ControlPlane(
          directors,
          store,
          writer,
          Environments.healthy(time, time, Runnable::run),
          event -> {},
          ports);

  /** Listeners that note what is asked of them, and how much was stored by then. */
  private final class Ports implements DemandListener {
    private final List<String> calls = new ArrayList<>();
    private final Set<Integer> taken = new HashSet<>();

    @Override
    public void demanded(Set<Integer> wanted) {
      calls.add(new TreeSet<>(wanted) + " at " + store.batches.size());
      for (int port : wanted) {
        if (taken.contains(port)) {
          throw new RefusedException(
              Cause.CONFLICT, "port " + port + " cannot be opened: address in use");
        }
      }
    }

    private List<String> next() {
      List<String> since = List.copyOf(calls);
      calls.clear();
      return since;
    }
  }

  private CompletableFuture<ControlPlane.Result> submit(Edit edit) {
    return control.submit("root", edit);
  }

  private void done(Edit... edits) {
    for (Edit edit : edits) {
      CompletableFuture<ControlPlane.Result> answer = submit(edit);
      writer.runAll();
      answer.join();
    }
  }

  private Adoption adopted() {
    CompletableFuture<Adoption> adoption = control.adopt();
    writer.runAll();
    return adoption.join();
  }

  private String refusal(Edit edit) {
    CompletableFuture<ControlPlane.Result> answer = submit(edit);
    writer.runAll();
    return refusal(answer, Cause.CONFLICT);
  }

  private static String refusal(CompletableFuture<?> answer, Cause cause) {
    try {
      answer.join();
    } catch (RuntimeException e) {
      assertThat(e).hasCauseInstanceOf(RefusedException.class);
      assertThat(((RefusedException) e.getCause()).reason()).isEqualTo(cause);
      return e.getCause().getMessage();
    }
    throw new AssertionError("done");
  }

  private String serving(String host, int port) {
    return directors.onDemand(host, port).map(Director::name).orElse("");
  }

  private static Edit create(String name, String hostname) {
    return Edit.createDirector(name, Map.of("hostname", hostname));
  }

  private static Edit create(String name, int port) {
    return Edit.createDirector(name, Map.of("port", Integer.toString(port)));
  }

  private static Edit set(String name, String key, String value) {
    return Edit.setDirector(name, Map.of(key, value), false);
  }

  private static DirectorConfig stored(String name, String hostname, int port) {
    return DirectorConfig.of(name, new Demand(hostname, port));
  }

  @Test
  void create_hostname_servesItWhenItIsStored() {
    CompletableFuture<ControlPlane.Result> answer = submit(create("shop", "Shop.Test"));
    assertThat(serving("shop.test", 80)).isEmpty();

    writer.runAll();

    assertThat(answer.join().after()).isEqualTo(stored("shop", "shop.test", 0));
    assertThat(serving("shop.test", 80)).isEqualTo("shop");
    assertThat(store.history(1))
        .extracting(Entry::change)
        .extracting(Change::after)
        .containsExactly(answer.join().after());
    assertThat(ports.next()).isEmpty();
  }

  @Test
  void create_port_opensItBeforeItIsStored() {
    done(create("shop", 8080));

    assertThat(ports.next()).containsExactly("[8080] at 0");
    assertThat(serving("any.test", 8080)).isEqualTo("shop");
    assertThat(serving("any.test", 8081)).isEmpty();
  }

  @Test
  void create_portThatCannotBeOpened_isRefusedAndNothingIsStored() {
    ports.taken.add(8080);

    assertThat(refusal(create("shop", 8080)))
        .isEqualTo("port 8080 cannot be opened: address in use");
    assertThat(store.batches).isEmpty();
    assertThat(directors.all()).isEmpty();

    ports.taken.clear();
    done(create("shop", 8080));
    assertThat(serving("", 8080)).isEqualTo("shop");
  }

  @Test
  void create_secondOnOnePort_doesNotAskAgain() {
    done(create("shop", 8080));
    done(Edit.createDirector("blog", Map.of("hostname", "blog.test", "port", "8080")));
    assertThat(ports.next()).containsExactly("[8080] at 0");
    assertThat(serving("blog.test", 8080)).isEqualTo("blog");

    done(Edit.deleteDirector("shop"));
    assertThat(ports.next()).isEmpty();
    assertThat(serving("shop.test", 8080)).isEmpty();

    done(Edit.deleteDirector("blog"));
    assertThat(ports.next()).containsExactly("[] at 4");
    assertThat(serving("blog.test", 8080)).isEmpty();
  }

  @Test
  void create_sameHostnameAndPort_isRefusedAndNamesTheOther() {
    done(Edit.createDirector("shop", Map.of("hostname", "a.test", "port", "80")));

    assertThat(refusal(Edit.createDirector("blog", Map.of("hostname", "A.test.", "port", "80"))))
        .isEqualTo(
            "director shop serves hostname a.test and port 80 already: give blog another hostname"
                + " or port");
    done(create("blog", "a.test"), create("other", 80));
    assertThat(refusal(create("third", "a.test")))
        .startsWith("director blog serves hostname a.test");
    assertThat(refusal(create("third", 80))).startsWith("director other serves port 80 already");
    assertThat(refusal(set("shop", "port", ""))).startsWith("director blog serves");
  }

  @Test
  void create_sameInOneBatch_onlyTheFirstWins() {
    CompletableFuture<ControlPlane.Result> first = submit(create("shop", "a.test"));
    CompletableFuture<ControlPlane.Result> second = submit(create("blog", "a.test"));
    CompletableFuture<ControlPlane.Result> delete = submit(Edit.deleteDirector("shop"));
    CompletableFuture<ControlPlane.Result> third = submit(create("third", "a.test"));

    writer.runAll();

    assertThat(first).isCompleted();
    assertThat(delete).isCompleted();
    assertThat(refusal(second, Cause.CONFLICT)).startsWith("director shop serves");
    assertThat(third).isCompleted();
    assertThat(serving("a.test", 80)).isEqualTo("third");
  }

  @Test
  void set_otherHostname_servesThatAndNoLongerTheFirst() {
    done(create("shop", "a.test"), set("shop", "hostname", "*.b.test"));

    assertThat(serving("a.test", 80)).isEmpty();
    assertThat(serving("x.b.test", 80)).isEqualTo("shop");
    done(create("blog", "a.test"));
    assertThat(serving("a.test", 80)).isEqualTo("blog");
  }

  @Test
  void set_otherPort_opensItBeforeAndClosesTheFirstAfterwards() {
    done(create("shop", 8080));
    ports.next();

    done(set("shop", "port", "8081"));

    assertThat(ports.next()).containsExactly("[8080, 8081] at 1", "[8081] at 2");
    assertThat(serving("", 8080)).isEmpty();
    assertThat(serving("", 8081)).isEqualTo("shop");
  }

  @Test
  void set_portThatCannotBeOpened_leavesTheDirectorAsItIs() {
    done(create("shop", 8080));
    ports.taken.add(8081);

    assertThat(refusal(set("shop", "port", "8081"))).startsWith("port 8081 cannot be opened");

    assertThat(serving("", 8080)).isEqualTo("shop");
    ports.next();
    ports.taken.clear();
    done(set("shop", "queue-limit", "3"));
    assertThat(ports.next()).isEmpty();
  }

  @Test
  void set_requestInFlight_isNotDisturbed() {
    done(
        create("shop", "a.test"),
        Edit.addBackend("shop", "b1", Map.of("url", "http://10.0.0.1:80", "capacity", "1")));
    time.advance(Duration.ZERO);
    Recorder flying = new Recorder();
    Director before = directors.onDemand("a.test", 80).orElseThrow();
    before.admit(flying);
    assertThat(flying.events).containsExactly("granted b1");

    done(set("shop", "hostname", "b.test"));

    assertThat(directors.onDemand("b.test", 80)).containsSame(before);
    assertThat(before.snapshot().backends().get(0).load().current()).isEqualTo(1);
    flying.settle(Outcome.served(200, 0, 0));
    assertThat(before.snapshot().backends().get(0).load().current()).isZero();
  }

  @Test
  void commitFails_isAsBeforeAndThePortIsClosedAgain() {
    done(create("shop", "a.test"));
    store.failNext(false);
    CompletableFuture<ControlPlane.Result> move = submit(set("shop", "hostname", "b.test"));
    CompletableFuture<ControlPlane.Result> create = submit(create("blog", 8080));

    writer.runAll();

    assertThat(move).isCompletedExceptionally();
    assertThat(create).isCompletedExceptionally();
    assertThat(ports.next()).containsExactly("[8080] at 1", "[] at 1");
    assertThat(serving("a.test", 80)).isEqualTo("shop");
    assertThat(serving("b.test", 80)).isEmpty();
    done(create("blog", "b.test"));
    assertThat(refusal(create("third", "a.test"))).startsWith("director shop serves");
  }

  @Test
  void restore_opensPortsOnlyWhenAsked() {
    store.holding(stored("shop", "a.test", 8080), stored("blog", "", 8081));

    control.restore();

    assertThat(serving("a.test", 8080)).isEqualTo("shop");
    assertThat(ports.next()).isEmpty();
    assertThat(adopted()).isEqualTo(new Adoption(List.of(), List.of()));
    assertThat(ports.next()).containsExactly("[8080, 8081] at 0");
    assertThat(refusal(create("third", 8081))).startsWith("director blog serves port 8081");
  }

  @Test
  void restore_portCannotBeOpened_isToldAndTheRestGoesOn() {
    store.holding(stored("shop", "a.test", 8080), stored("blog", "", 8081));
    ports.taken.add(8080);
    control.restore();

    assertThat(adopted().problems()).containsExactly("port 8080 cannot be opened: address in use");

    assertThat(serving("a.test", 8080)).isEqualTo("shop");
    ports.next();
    done(set("shop", "queue-limit", "3"), create("other", 8082));
    assertThat(ports.next()).containsExactly("[8081, 8082] at 1");
    ports.taken.clear();
    assertThat(adopted().problems()).isEmpty();
    assertThat(ports.next()).containsExactly("[8080, 8081, 8082] at 2");
  }

  /** A reload may have closed a listener of the configuration file that was one of these ports. */
  @Test
  void adopt_atAReload_asksForAllPortsAgain() {
    done(create("shop", 8080), create("blog", 8081));
    ports.next();

    assertThat(adopted().problems()).isEmpty();

    assertThat(ports.next()).containsExactly("[8080, 8081] at 2");
    ports.taken.add(8080);
    assertThat(adopted().problems()).containsExactly("port 8080 cannot be opened: address in use");
    assertThat(serving("", 8080)).isEqualTo("shop");
  }

  @Test
  void restore_twoThatServeTheSame_leavesTheSecondAlone() {
    store.holding(stored("a", "a.test", 0), stored("b", "a.test", 0));
    control.restore();

    assertThat(directors.all()).extracting(Director::name).containsExactly("a");
    assertThat(adopted().problems())
        .containsExactly(
            "director b is stored and left alone: director a serves hostname a.test already: give b"
                + " another hostname or port");
    assertThat(adopted().problems()).isEmpty();
  }

  @Test
  void adopt_found_isInForceAndInTheHistory() {
    DirectorConfig shop = stored("shop", "a.test", 8080);
    store.drop(new Found("/f/shop.db", shop, ""));

    assertThat(adopted()).isEqualTo(new Adoption(List.of("shop"), List.of()));

    assertThat(serving("a.test", 8080)).isEqualTo("shop");
    assertThat(ports.next()).containsExactly("[8080] at 0");
    assertThat(store.history(1))
        .extracting(Entry::change)
        .containsExactly(
            new Change(
                time.now(),
                "x0d",
                "director adopt shop",
                "shop",
                null,
                shop,
                new Tie(false, 0, true)));
  }

  @Test
  void adopt_nameServiceOrPortTaken_isLeftAlone() {
    done(create("shop", "a.test"), Edit.createDirector("managed", Map.of()));
    ports.taken.add(9);
    store.drop(new Found("/f/1.db", stored("shop", "other.test", 0), ""));
    store.drop(new Found("/f/2.db", stored("managed", "other.test", 0), ""));
    store.drop(new Found("/f/3.db", stored("third", "a.test", 0), ""));
    store.drop(new Found("/f/4.db", stored("fourth", "", 9), ""));
    store.drop(new Found("/f/5.db", null, "/f/5.db is left alone: it is too short"));
    store.drop(new Found("/f/6.db", stored("sixth", "six.test", 0), ""));
    store.drop(new Found("/f/7.db", stored("seventh", "six.test", 0), ""));

    Adoption adoption = adopted();

    assertThat(adoption.adopted()).containsExactly("sixth");
    assertThat(adoption.problems())
        .containsExactly(
            "/f/1.db is left alone: director shop exists already",
            "/f/2.db is left alone: director managed exists already",
            "/f/3.db is left alone: director shop serves hostname a.test already: give third"
                + " another hostname or port",
            "/f/4.db is left alone: port 9 cannot be opened: address in use",
            "/f/5.db is left alone: it is too short",
            "/f/7.db is left alone: director sixth serves hostname six.test already: give seventh"
                + " another hostname or port");
    assertThat(directors.all())
        .extracting(Director::name)
        .containsExactly("managed", "shop", "sixth");
  }

  @Test
  void adopt_backendThatWasBeingRemoved_isRemoved() {
    BackendConfig backend = BackendConfig.of("b1", BackendUrl.parse("url", "http://10.0.0.1:80"));
    store.drop(
        new Found(
            "/f/shop.db",
            stored("shop", "a.test", 0).withBackend(backend.withRole(Role.TERMINATE)),
            ""));

    assertThat(adopted().adopted()).containsExactly("shop");
    writer.runAll();

    assertThat(directors.find("shop").orElseThrow().config().backends()).isEmpty();
  }

  @Test
  void adopt_manyFound_areAllTakenOver() {
    for (int i = 0; i < 2_000; i++) {
      store.drop(new Found("/f/" + i, stored("d" + i, "d" + i + ".test", 0), ""));
    }

    assertThat(adopted().adopted()).hasSize(2_000);
    assertThat(serving("d1999.test", 80)).isEqualTo("d1999");
  }

  @Test
  void set_managedDirector_cannotBeMadeOneOnDemand() {
    done(Edit.createDirector("shop", Map.of()));

    CompletableFuture<ControlPlane.Result> answer = submit(set("shop", "port", "80"));
    writer.runAll();

    assertThat(refusal(answer, Cause.INVALID))
        .isEqualTo(
            "director shop is not one on demand: hostname and port are given when a director is"
                + " created");
  }

  @Test
  void set_replace_needsOneOfThemAgain() {
    done(Edit.createDirector("shop", Map.of("hostname", "a.test", "queue-limit", "3")));

    done(Edit.setDirector("shop", Map.of("port", "80"), true));

    DirectorConfig replaced = directors.find("shop").orElseThrow().config();
    assertThat(replaced.demand()).isEqualTo(new Demand("", 80));
    assertThat(replaced.settings()).isEqualTo(DirectorSettings.DEFAULT);
    assertThat(replaced.revision()).isEqualTo(2);
    CompletableFuture<ControlPlane.Result> none =
        submit(Edit.setDirector("shop", Map.of("queue-limit", "3"), true));
    writer.runAll();
    assertThatThrownBy(none::join).hasMessageContaining("needs one of them");
  }

  @Test
  void config_originAndDemand_goTogether() {
    assertThatThrownBy(() -> DirectorConfig.of("shop", Origin.ONDEMAND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new DirectorConfig(
                    "shop",
                    Origin.MANAGED,
                    DirectorSettings.DEFAULT,
                    List.of(),
                    BucketTree.EMPTY,
                    1,
                    new Demand("", 80)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
