package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.ControlPlane.Redeclared;
import io.x0.director.ControlPlane.Result;
import io.x0.director.ControlPlane.Takeover;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.RefusedException.Cause;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {
  private static final Map<String, String> URL = Map.of("url", "http://10.0.0.1:80");

  private final ManualTime time = new ManualTime();
  private final FakeStore store = new FakeStore();
  private final ManualExecutor writer = new ManualExecutor();
  private final ManualExecutor requests = new ManualExecutor();
  private final Directors directors = new Directors();
  private final ControlPlane control =
      new ControlPlane(
          directors, store, writer, Environments.healthy(time, time, requests), event -> {});

  private CompletableFuture<Result> submit(Edit edit) {
    return control.submit("root", edit);
  }

  private void done(Edit... edits) {
    for (Edit edit : edits) {
      CompletableFuture<Result> answer = submit(edit);
      writer.runAll();
      answer.join();
      endChecks();
    }
  }

  /** Lets the checks of new backends begin and end. */
  private void endChecks() {
    time.advance(Duration.ZERO);
    requests.runAll();
  }

  private DirectorConfig live(String name) {
    return directors.find(name).orElseThrow().config();
  }

  private static BackendConfig backend(String name) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80"))
        .withCapacity(new Capacity(1));
  }

  private static DirectorConfig director(String name, Origin origin, BackendConfig... backends) {
    return new DirectorConfig(
        name, origin, DirectorSettings.DEFAULT, List.of(backends), BucketTree.EMPTY, 4);
  }

  private static void assertFailedWith(CompletableFuture<?> answer, Throwable cause) {
    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(cause);
  }

  private static void assertRefused(CompletableFuture<?> answer, Cause cause) {
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOf(RefusedException.class)
        .extracting(e -> ((RefusedException) e).reason())
        .isEqualTo(cause);
  }

  private Recorder admit(String director) {
    Recorder recorder = new Recorder();
    directors.find(director).orElseThrow().admit(recorder);
    return recorder;
  }

  @Test
  void submit_oneEdit_isDurableBeforeItIsAnswered() {
    CompletableFuture<Result> answer = submit(Edit.createDirector("shop", Map.of()));
    assertThat(answer).isNotDone();
    assertThat(directors.all()).isEmpty();
    List<Boolean> durable = new ArrayList<>();
    answer.thenAccept(result -> durable.add(!store.load().isEmpty()));

    writer.runAll();

    assertThat(durable).containsExactly(true);
    DirectorConfig shop = DirectorConfig.of("shop", Origin.MANAGED);
    assertThat(answer.join()).isEqualTo(new Result(null, shop));
    assertThat(live("shop")).isEqualTo(shop);
    assertThat(store.batches)
        .containsExactly(
            List.of(new Change(time.now(), "root", "director create shop", "shop", null, shop)));
  }

  @Test
  void submit_severalAtOnce_areOneBatchInWhichEachSeesTheOneBefore() {
    CompletableFuture<Result> create = submit(Edit.createDirector("shop", Map.of()));
    CompletableFuture<Result> add = submit(Edit.addBackend("shop", "b1", URL));
    CompletableFuture<Result> set =
        submit(Edit.setBackend("shop", "b1", Map.of("weight", "2"), false));
    CompletableFuture<Result> delete = submit(Edit.deleteDirector("shop"));
    CompletableFuture<Result> again =
        submit(Edit.createDirector("shop", Map.of("queue-limit", "1")));

    assertThat(writer.size()).isEqualTo(1);
    writer.runAll();

    assertThat(store.batches).hasSize(1);
    assertThat(store.batches.get(0))
        .extracting(Change::action)
        .containsExactly(
            "director create shop",
            "backend add shop b1 url=http://10.0.0.1:80",
            "backend set shop b1 weight=2",
            "director delete shop",
            "director create shop");
    assertThat(add.join().before()).isEqualTo(create.join().after());
    assertThat(set.join().before()).isEqualTo(add.join().after());
    assertThat(delete.join()).isEqualTo(new Result(set.join().after(), null));
    assertThat(again.join().before()).isNull();
    assertThat(live("shop").settings().queue().limit()).isEqualTo(1);
    assertThat(live("shop").backends()).isEmpty();
  }

  @Test
  void submit_refusedAmongOthers_doesNotDisturbThem() {
    CompletableFuture<Result> create = submit(Edit.createDirector("shop", Map.of()));
    CompletableFuture<Result> invalid =
        submit(Edit.addBackend("shop", "b1", Map.of("url", "nonsense")));
    CompletableFuture<Result> twice = submit(Edit.createDirector("shop", Map.of()));
    CompletableFuture<Result> missing = submit(Edit.enableDirector("blog", true));
    CompletableFuture<Result> add = submit(Edit.addBackend("shop", "b1", URL));

    writer.runAll();

    assertThat(create.join().after()).isNotNull();
    assertThatThrownBy(invalid::join).hasCauseInstanceOf(InvalidValueException.class);
    assertRefused(twice, Cause.CONFLICT);
    assertRefused(missing, Cause.NOT_FOUND);
    assertThat(add.join().before()).isEqualTo(create.join().after());
    assertThat(store.batches).hasSize(1);
    assertThat(store.batches.get(0)).hasSize(2);
    assertThat(live("shop").backends()).hasSize(1);
  }

  @Test
  void submit_onlyRefused_storesNothing() {
    CompletableFuture<Result> missing = submit(Edit.deleteDirector("shop"));

    writer.runAll();

    assertRefused(missing, Cause.NOT_FOUND);
    assertThat(store.batches).isEmpty();
  }

  @Test
  void submit_batch_isAnsweredInOrder() {
    List<String> answered = new ArrayList<>();
    for (String name : List.of("a", "a", "b", "/", "c")) {
      Edit edit =
          name.equals("/") ? Edit.deleteDirector("nobody") : Edit.createDirector(name, Map.of());
      submit(edit)
          .whenComplete((result, failure) -> answered.add(name + (failure == null ? "+" : "-")));
    }

    writer.runAll();

    assertThat(answered).containsExactly("a+", "a-", "b+", "/-", "c+");
  }

  @Test
  void submit_manyEdits_areSplitIntoBatchesInOrder() {
    List<CompletableFuture<Result>> answers = new ArrayList<>();
    answers.add(submit(Edit.createDirector("shop", Map.of())));
    for (int i = 1; i < 600; i++) {
      answers.add(submit(Edit.setDirector("shop", Map.of("queue-limit", "" + i), false)));
    }

    writer.runAll();

    assertThat(answers).allMatch(a -> a.isDone() && !a.isCompletedExceptionally());
    assertThat(store.batches).extracting(List::size).containsExactly(256, 256, 88);
    assertThat(live("shop").revision()).isEqualTo(600);
    assertThat(live("shop").settings().queue().limit()).isEqualTo(599);
  }

  @Test
  void commitFails_changesNothingLiveAndFailsAllThatReliedOnIt() {
    done(Edit.createDirector("shop", Map.of()), Edit.addBackend("shop", "b1", URL));
    DirectorConfig before = live("shop");
    StoreException failure = store.failNext(false);
    CompletableFuture<Result> disable = submit(Edit.enableBackend("shop", "b1", false));
    CompletableFuture<Result> other = submit(Edit.createDirector("blog", Map.of()));
    CompletableFuture<Result> taken = submit(Edit.createDirector("blog", Map.of()));
    CompletableFuture<Result> missing = submit(Edit.deleteDirector("nobody"));

    writer.runAll();

    assertFailedWith(disable, failure);
    assertFailedWith(other, failure);
    assertFailedWith(taken, failure);
    assertRefused(missing, Cause.NOT_FOUND);
    assertThat(live("shop")).isEqualTo(before);
    assertThat(directors.find("blog")).isEmpty();

    done(Edit.createDirector("blog", Map.of()));
    assertThat(directors.find("blog")).isPresent();
  }

  @Test
  void commitUnknown_changesNothingLiveAndSaysSo() {
    StoreException failure = store.failNext(true);
    CompletableFuture<Result> create = submit(Edit.createDirector("shop", Map.of()));

    writer.runAll();

    assertFailedWith(create, failure);
    assertThat(failure.isUnknown()).isTrue();
    assertThat(directors.find("shop")).isEmpty();
    assertThat(store.load()).as("the change may hold after all").hasSize(1);
  }

  @Test
  void submit_writerStopped_failsInsteadOfWaitingForEver() {
    done(Edit.createDirector("shop", Map.of()));
    writer.shut();

    for (int i = 0; i < 2; i++) {
      CompletableFuture<Result> answer = submit(Edit.deleteDirector("shop"));
      assertThatThrownBy(answer::join)
          .cause()
          .isInstanceOf(StoreException.class)
          .hasMessage("x0d stops: it changes nothing any more");
    }
    assertThat(live("shop")).isNotNull();
  }

  private Redeclared declare(DirectorConfig... wanted) {
    CompletableFuture<Redeclared> answer = control.declare(List.of(wanted), Takeover.NONE);
    writer.runAll();
    endChecks();
    return answer.join();
  }

  @Test
  void declare_unchanged_keepsTheDirectorAndItsRequests() {
    declare(director("a", Origin.STATIC, backend("b1")), director("b", Origin.STATIC));
    Director before = directors.find("a").orElseThrow();
    Recorder request = new Recorder();
    before.admit(request);

    Redeclared result = declare(director("a", Origin.STATIC, backend("b1")));

    assertThat(result.changed()).isEmpty();
    assertThat(result.removed()).containsExactly("b");
    assertThat(directors.find("a")).containsSame(before);
    assertThat(before.snapshot().load().current()).isEqualTo(1);
    assertThat(live("a").revision()).isEqualTo(4);
  }

  @Test
  void declare_changed_keepsRequestsRevisionsAndWhatOperatorsSwitched() {
    declare(director("a", Origin.STATIC, backend("b1"), backend("b2"), backend("b3")));
    Director before = directors.find("a").orElseThrow();
    before.admit(new Recorder());
    done(Edit.enableBackend("a", "b2", false));
    long revision = live("a").backend("b1").orElseThrow().revision();

    Redeclared result =
        declare(
            director(
                "a",
                Origin.STATIC,
                backend("b1"),
                backend("b2"),
                backend("b3").withWeight(7),
                backend("b4")));

    assertThat(result.changed()).containsExactly("a");
    assertThat(directors.find("a")).containsSame(before);
    assertThat(before.snapshot().load().current()).isEqualTo(1);
    DirectorConfig now = live("a");
    assertThat(now.revision()).isEqualTo(6);
    assertThat(now.backend("b1").orElseThrow().revision()).isEqualTo(revision);
    assertThat(now.backend("b2").orElseThrow().enabled()).isFalse();
    assertThat(now.backend("b3").orElseThrow().weight()).isEqualTo(7);
    assertThat(now.backend("b3").orElseThrow().revision()).isEqualTo(6);
    assertThat(now.backend("b4")).isPresent();
  }

  @Test
  void declare_otherwiseChanged_backendThatDrainsGoesOnToDrain() {
    declare(director("a", Origin.STATIC, backend("b1"), backend("b2")));
    done(Edit.switchBackend("a", "b1", AdminState.DRAIN));

    declare(director("a", Origin.STATIC, backend("b1").withWeight(2), backend("b2")));

    assertThat(live("a").backend("b1").orElseThrow().adminState()).isEqualTo(AdminState.DRAIN);
    assertThat(live("a").backend("b1").orElseThrow().weight()).isEqualTo(2);
  }

  @Test
  void declare_configurationSwitchesABackend_winsOverTheOperator() {
    declare(director("a", Origin.STATIC, backend("b1").withEnabled(false)));
    done(Edit.enableBackend("a", "b1", true));
    declare(director("a", Origin.STATIC, backend("b1").withEnabled(false), backend("b2")));
    assertThat(live("a").backend("b1").orElseThrow().enabled()).isTrue();

    declare(director("a", Origin.STATIC, backend("b1"), backend("b2")));
    done(Edit.enableBackend("a", "b1", false));
    declare(director("a", Origin.STATIC, backend("b1").withEnabled(false), backend("b2")));

    assertThat(live("a").backend("b1").orElseThrow().enabled()).isFalse();
  }

  @Test
  void declare_oneNameTwice_changesNothing() {
    CompletableFuture<Redeclared> refused =
        control.declare(
            List.of(director("a", Origin.STATIC), director("a", Origin.STATIC, backend("b1"))),
            Takeover.NONE);
    writer.runAll();

    assertRefused(refused, Cause.CONFLICT);
    assertThat(directors.all()).isEmpty();
  }

  @Test
  void declare_cannotBePrepared_changesNothing() {
    declare(director("a", Origin.STATIC));
    List<String> told = new ArrayList<>();
    Takeover impossible =
        new Takeover() {
          @Override
          public void prepare() {
            told.add("prepare");
            throw new RefusedException(Cause.CONFLICT, "the port is taken");
          }

          @Override
          public void commit() {
            told.add("commit");
          }
        };

    CompletableFuture<Redeclared> refused =
        control.declare(List.of(director("b", Origin.STATIC)), impossible);
    writer.runAll();

    assertRefused(refused, Cause.CONFLICT);
    assertThat(told).containsExactly("prepare");
    assertThat(directors.find("a")).isPresent();
    assertThat(directors.find("b")).isEmpty();
  }

  @Test
  void retire_busy_servesWhatItHasAndThenGoes() {
    declare(director("a", Origin.STATIC, backend("b1").withCapacity(new Capacity(1))));
    Director leaving = directors.find("a").orElseThrow();
    Recorder first = new Recorder();
    Recorder waiting = new Recorder();
    leaving.admit(first);
    leaving.admit(waiting);

    declare();
    time.advance(Duration.ofSeconds(5));

    assertThat(directors.find("a")).isEmpty();
    assertThat(directors.route("a")).containsSame(leaving);
    first.settle(Outcome.served(200, 0, 0));
    requests.runAll();
    assertThat(waiting.events).containsExactly("granted b1");
    waiting.settle(Outcome.served(200, 0, 0));
    time.advance(Duration.ofSeconds(1));

    assertThat(directors.route("a")).isEmpty();
    Recorder late = new Recorder();
    leaving.admit(late);
    assertThat(late.events).containsExactly("rejected DELETED");
  }

  @Test
  void declared_acceptsOnlySwitchingOfBackendsAndIsNeverStored() {
    declare(director("fixed", Origin.STATIC, backend("b1")));
    CompletableFuture<Result> off = submit(Edit.enableBackend("fixed", "b1", false));
    CompletableFuture<Result> set =
        submit(Edit.setBackend("fixed", "b1", Map.of("weight", "2"), false));
    CompletableFuture<Result> create = submit(Edit.createDirector("fixed", Map.of()));
    CompletableFuture<Result> delete = submit(Edit.deleteDirector("fixed"));

    writer.runAll();

    assertThat(off.join().after()).isEqualTo(live("fixed"));
    assertThat(live("fixed").backend("b1").orElseThrow().enabled()).isFalse();
    assertRefused(set, Cause.FORBIDDEN);
    assertRefused(create, Cause.CONFLICT);
    assertRefused(delete, Cause.FORBIDDEN);
    done(Edit.enableBackend("fixed", "b1", true));
    assertThat(live("fixed").backend("b1").orElseThrow().enabled()).isTrue();
    assertThat(store.batches).isEmpty();
  }

  @Test
  void declare_nameOfAStoredDirector_isRefused() {
    store.holding(director("shop", Origin.MANAGED));
    control.restore();

    CompletableFuture<Redeclared> refused =
        control.declare(
            List.of(director("new", Origin.STATIC), director("shop", Origin.STATIC)),
            Takeover.NONE);
    writer.runAll();

    assertRefused(refused, Cause.CONFLICT);
    assertThat(directors.find("new")).isEmpty();
    assertThat(live("shop").origin()).isEqualTo(Origin.MANAGED);
  }

  @Test
  void delete_rejectsWhatWaitsAndWhatComesLater() {
    done(Edit.createDirector("shop", Map.of()));
    Director shop = directors.find("shop").orElseThrow();
    Recorder waiting = admit("shop");

    done(Edit.deleteDirector("shop"));
    requests.runAll();

    assertThat(waiting.events).containsExactly("rejected DELETED");
    assertThat(directors.find("shop")).isEmpty();
    Recorder late = new Recorder();
    shop.admit(late);
    assertThat(late.events).containsExactly("rejected DELETED");
  }

  @Test
  void configure_liveDirector_keepsWhatItDoes() {
    done(Edit.createDirector("shop", Map.of()), Edit.addBackend("shop", "b1", URL));
    Director shop = directors.find("shop").orElseThrow();
    admit("shop");

    done(Edit.setDirector("shop", Map.of("queue-limit", "3"), false));

    assertThat(directors.find("shop")).containsSame(shop);
    assertThat(shop.inFlight("b1")).contains(1L);
  }

  @Test
  void removeBackend_busy_goesWhenItsLastRequestEnds() {
    done(Edit.createDirector("shop", Map.of()), Edit.addBackend("shop", "b1", URL));
    Recorder one = admit("shop");
    Recorder two = admit("shop");
    done(Edit.removeBackend("shop", "b1", true));

    one.settle(Outcome.served(200, 0, 0));
    writer.runAll();
    assertThat(live("shop").backends())
        .extracting(BackendConfig::role)
        .containsExactly(Role.TERMINATE);
    assertRefused(addAgain(), Cause.CONFLICT);

    two.settle(Outcome.FAILED);
    writer.runAll();
    assertThat(live("shop").backends()).isEmpty();
    assertThat(store.load()).containsExactly(live("shop"));
    assertThat(store.history(1))
        .extracting(Entry::change)
        .extracting(Change::who, Change::action)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("x0d", "backend removed shop b1"));
    done(Edit.addBackend("shop", "b1", URL));
    assertThat(live("shop").backends()).hasSize(1);
  }

  private CompletableFuture<Result> addAgain() {
    CompletableFuture<Result> again = submit(Edit.addBackend("shop", "b1", URL));
    writer.runAll();
    assertThatThrownBy(again::join)
        .cause()
        .hasMessageStartingWith(
            "backend b1 is being removed from director shop and finishes its requests: wait");
    return again;
  }

  @Test
  void removeBackend_busyWhenAskedButIdleByNow_goesAllTheSame() {
    done(Edit.createDirector("shop", Map.of()), Edit.addBackend("shop", "b1", URL));
    Recorder one = admit("shop");
    CompletableFuture<Result> removal = submit(Edit.removeBackend("shop", "b1", true));
    one.settle(Outcome.served(200, 0, 0));

    writer.runAll();

    assertThat(removal).isDone();
    assertThat(live("shop").backends()).isEmpty();
    assertThat(store.load()).containsExactly(live("shop"));
  }

  @Test
  void removeBackend_finishingFails_isRepeatedWithTheNextChange() {
    done(Edit.createDirector("shop", Map.of()), Edit.addBackend("shop", "b1", URL));
    Recorder one = admit("shop");
    done(Edit.removeBackend("shop", "b1", true));
    store.failNext(false);
    one.settle(Outcome.served(200, 0, 0));
    writer.runAll();
    assertThat(live("shop").backends()).hasSize(1);

    done(Edit.enableDirector("shop", true));

    assertThat(live("shop").backends()).isEmpty();
  }

  @Test
  void removeBackend_keptMeanwhile_staysWhenItIsIdle() {
    done(Edit.createDirector("shop", Map.of()), Edit.addBackend("shop", "b1", URL));
    Recorder one = admit("shop");
    done(Edit.removeBackend("shop", "b1", true));
    done(Edit.setBackend("shop", "b1", Map.of("role", "standby"), false));

    one.settle(Outcome.served(200, 0, 0));
    writer.runAll();

    assertThat(live("shop").backend("b1").orElseThrow().role()).isEqualTo(Role.STANDBY);
  }

  @Test
  void restore_bringsAllIntoForceAndFinishesRemovals() {
    store.holding(
        director("blog", Origin.MANAGED, backend("b1")),
        director(
            "shop",
            Origin.MANAGED,
            backend("b1").withRole(Role.TERMINATE),
            backend("b2"),
            backend("b3").withRole(Role.TERMINATE)));

    control.restore();
    endChecks();

    assertThat(directors.all()).extracting(Director::name).containsExactly("blog", "shop");
    assertThat(admit("shop").events).containsExactly("granted b2");
    writer.runAll();
    assertThat(live("shop").backends()).extracting(BackendConfig::name).containsExactly("b2");
    assertThat(store.load()).containsExactly(live("blog"), live("shop"));
    assertThat(live("blog").revision()).isEqualTo(4);
    assertThat(live("shop").revision()).isEqualTo(6);
  }

  @Test
  void restore_finishingFails_isNotTheEnd() {
    store.holding(director("shop", Origin.MANAGED, backend("b1").withRole(Role.TERMINATE)));
    store.failNext(false);

    control.restore();
    writer.runAll();

    assertThat(live("shop").backends()).hasSize(1);
    done(Edit.addBackend("shop", "b2", URL));
    assertThat(live("shop").backends()).extracting(BackendConfig::name).containsExactly("b2");
  }

  @Test
  void ifRevision_inOneBatch_onlyTheFirstWins() {
    done(Edit.createDirector("shop", Map.of()));
    CompletableFuture<Result> first =
        submit(
            Edit.setDirector("shop", Map.of("queue-limit", "1"), false)
                .ifRevision(OptionalLong.of(1), null));
    CompletableFuture<Result> second =
        submit(
            Edit.setDirector("shop", Map.of("queue-limit", "2"), false)
                .ifRevision(OptionalLong.of(1), null));

    writer.runAll();

    assertThat(first).isCompleted();
    assertRefused(second, Cause.PRECONDITION);
    assertThat(live("shop").settings().queue().limit()).isEqualTo(1);
  }

  @Test
  void history_isTheNewestFirst() {
    done(Edit.createDirector("a", Map.of()), Edit.createDirector("b", Map.of()));
    CompletableFuture<List<Entry>> history = control.history(1);
    assertThat(history).isNotDone();

    writer.runAll();

    assertThat(history.join())
        .extracting(Entry::change)
        .extracting(Change::director)
        .containsExactly("b");
  }

  @Test
  void directorsOnly_isTheOneThereIsIfThereIsOne() {
    assertThat(directors.only()).isEmpty();
    done(Edit.createDirector("a", Map.of()));
    assertThat(directors.only().map(Director::name)).contains("a");
    done(Edit.createDirector("b", Map.of()));
    assertThat(directors.only()).isEmpty();
    done(Edit.deleteDirector("a"));
    assertThat(directors.only().map(Director::name)).contains("b");
  }
}
