package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.ControlPlane.Result;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.RefusedException.Cause;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Changes that are taken back, on a store in memory. */
class UndoTest {
  private static final Map<String, String> URL = Map.of("url", "http://10.0.0.1:80");

  private final ManualTime time = new ManualTime();
  private final FakeStore store = new FakeStore();
  private final Directors directors = new Directors();
  private final ManualExecutor writer = new ManualExecutor();
  private final ControlPlane control =
      new ControlPlane(
          directors, store, writer, Environments.healthy(time, time, Runnable::run), event -> {});

  private Result done(Edit edit) {
    return doneAll(edit).get(0);
  }

  private List<Result> doneAll(Edit... edits) {
    CompletableFuture<List<Result>> answer = control.submitAll("alice", List.of(edits));
    writer.runAll();
    time.advance(Duration.ZERO);
    return answer.join();
  }

  private CompletableFuture<Undone> undo(OptionalLong id, Long... newest) {
    CompletableFuture<Undone> answer = control.undo("bob", id, List.of(newest), false);
    writer.runAll();
    time.advance(Duration.ZERO);
    return answer;
  }

  private Undone undo() {
    return undo(OptionalLong.empty()).join();
  }

  private Undone undo(long id) {
    return undo(OptionalLong.of(id)).join();
  }

  private void assertRefused(CompletableFuture<?> answer, Cause cause, String message) {
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOf(RefusedException.class)
        .hasMessage(message)
        .extracting(e -> ((RefusedException) e).reason())
        .isEqualTo(cause);
  }

  private void assertRefused(long id, String message) {
    DirectorConfig before = directors.find("shop").map(Director::config).orElse(null);
    int changes = store.history(100).size();
    assertRefused(undo(OptionalLong.of(id)), Cause.CONFLICT, message);
    assertThat(directors.find("shop").map(Director::config).orElse(null)).isEqualTo(before);
    assertThat(store.history(100)).hasSize(changes);
  }

  private DirectorConfig live() {
    return directors.find("shop").orElseThrow().config();
  }

  private BackendConfig backend(String name) {
    return live().backend(name).orElseThrow();
  }

  private List<String> names() {
    return live().backends().stream().map(BackendConfig::name).toList();
  }

  private void shop(String... backends) {
    done(Edit.createDirector("shop", Map.of()));
    for (String backend : backends) {
      done(Edit.addBackend("shop", backend, URL));
    }
  }

  private Recorder admit(String backend) {
    Recorder recorder = new Recorder(Affinity.only(backend));
    directors.find("shop").orElseThrow().admit(recorder);
    return recorder;
  }

  @Test
  void undo_settings_comeBackAsAnEntryOfItsOwn() {
    shop("b1");
    Result set = done(Edit.setDirector("shop", Map.of("queue-limit", "5"), false));

    Undone undone = undo();

    assertThat(live().settings()).isEqualTo(DirectorSettings.DEFAULT);
    assertThat(live().revision()).isEqualTo(4);
    assertThat(undone.first()).isEqualTo(3);
    assertThat(undone.results()).containsExactly(new Result(set.after(), live()));
    Entry entry = store.history(1).get(0);
    assertThat(entry.id()).isEqualTo(4);
    assertThat(entry.change().who()).isEqualTo("bob");
    assertThat(entry.change().action()).isEqualTo("undo 3: director set shop queue-limit=5");
    assertThat(entry.change().tie().undoes()).isEqualTo(3);
    assertThat(store.load()).containsExactly(live());
  }

  @Test
  void undo_ofAnUndo_doesItAgain() {
    shop("b1");
    done(Edit.switchBackend("shop", "b1", AdminState.DRAIN));

    undo();
    assertThat(backend("b1").adminState()).isEqualTo(AdminState.ENABLED);
    undo();
    assertThat(backend("b1").adminState()).isEqualTo(AdminState.DRAIN);
    undo();
    assertThat(backend("b1").adminState()).isEqualTo(AdminState.ENABLED);
    assertThat(store.history(3))
        .extracting(e -> e.change().action())
        .containsExactly(
            "undo 5: backend drain shop b1",
            "redo 3: backend drain shop b1",
            "undo 3: backend drain shop b1");
  }

  @Test
  void undo_otherThingsChangedSince_keepsThem() {
    shop("b1", "b2");
    done(Edit.setBackend("shop", "b1", Map.of("weight", "7", "capacity", "3"), false));
    done(Edit.setBackend("shop", "b1", Map.of("role", "standby"), false));
    done(Edit.setBackend("shop", "b2", Map.of("weight", "9"), false));
    done(Edit.setDirector("shop", Map.of("queue-limit", "5"), false));

    undo(4);

    assertThat(backend("b1").weight()).isEqualTo(1);
    assertThat(backend("b1").capacity().isUnlimited()).isTrue();
    assertThat(backend("b1").role()).isEqualTo(Role.STANDBY);
    assertThat(backend("b1").revision()).isEqualTo(live().revision());
    assertThat(backend("b2").weight()).isEqualTo(9);
    assertThat(live().settings().queue().limit()).isEqualTo(5);
  }

  @Test
  void undo_sameThingChangedSince_isRefusedInOneLine() {
    shop("b1");
    done(Edit.setBackend("shop", "b1", Map.of("weight", "7"), false));
    done(Edit.setBackend("shop", "b1", Map.of("weight", "8"), false));
    done(Edit.setDirector("shop", Map.of("queue-limit", "5"), false));
    done(Edit.setDirector("shop", Map.of("queue-limit", "6"), false));

    assertRefused(3, "change 3 cannot be undone: weight of backend shop/b1 is 8 now, not 7");
    assertRefused(5, "change 5 cannot be undone: queue-limit of director shop is 6 now, not 5");
  }

  @Test
  void undo_createDirector_onlyWhileItIsAsItWasCreated() {
    shop("b1");

    assertRefused(1, "change 1 cannot be undone: director shop was changed since");
    undo();
    undo(1);

    assertThat(directors.find("shop")).isEmpty();
    assertRefused(2, "change 2 cannot be undone: director shop is gone");
    undo();
    assertThat(live().backends()).isEmpty();
  }

  @Test
  void undo_deleteDirector_bringsAllBack() {
    done(
        Edit.createDirector(
            "shop", Map.of("hostname", "shop.test", "port", "81", "queue-limit", "5")));
    done(Edit.addBackend("shop", "b1", Map.of("url", "http://h:1", "terminate-protection", "yes")));
    done(Edit.setBackend("shop", "b1", Map.of("terminate-protection", "no"), false));
    done(Edit.addBackend("shop", "b2", URL));
    done(Edit.switchBackend("shop", "b2", AdminState.DRAIN));
    done(BucketEdits.add("shop", "vip", Map.of("rate", "50%", "ceil", "80%")));
    done(BucketEdits.add("shop", "gold", Map.of("rate", "50%", "parent", "vip")));
    DirectorConfig was = live();
    done(Edit.deleteDirector("shop"));
    assertThat(directors.onDemand("shop.test", 81)).isEmpty();

    undo();

    assertThat(live().backends()).isEqualTo(was.backends());
    assertThat(live().buckets()).isEqualTo(was.buckets());
    assertThat(live().settings()).isEqualTo(was.settings());
    assertThat(live().demand()).isEqualTo(was.demand());
    assertThat(live().revision()).isGreaterThan(was.revision());
    assertThat(directors.onDemand("shop.test", 81)).isPresent();
    assertThat(store.load()).containsExactly(live());
    assertRefused(8, "change 8 cannot be undone: there is a director shop again");
  }

  @Test
  void undo_deleteDirectorWhoseHostnameIsTaken_isRefused() {
    done(Edit.createDirector("shop", Map.of("hostname", "shop.test")));
    done(Edit.deleteDirector("shop"));
    done(Edit.createDirector("other", Map.of("hostname", "shop.test")));

    assertThatThrownBy(() -> undo(2))
        .cause()
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("shop.test");
    assertThat(directors.find("shop")).isEmpty();
  }

  @Test
  void undo_hostnameAndPort_comeBack() {
    done(Edit.createDirector("shop", Map.of("hostname", "shop.test")));
    done(Edit.setDirector("shop", Map.of("hostname", "new.test", "port", "8080"), false));

    undo();

    assertThat(directors.onDemand("shop.test", 1)).isPresent();
    assertThat(directors.onDemand("new.test", 8080)).isEmpty();
    done(Edit.setDirector("shop", Map.of("port", "81"), false));
    assertRefused(
        2, "change 2 cannot be undone: hostname or port of director shop was changed since");
  }

  @Test
  void undo_removedBackend_isBackInItsPlace() {
    shop("a", "b", "c", "d");
    done(Edit.setBackend("shop", "b", Map.of("weight", "7"), false));
    done(Edit.removeBackend("shop", "b", false));
    done(Edit.removeBackend("shop", "a", false));

    undo(7);

    assertThat(names()).containsExactly("b", "c", "d");
    assertThat(backend("b").weight()).isEqualTo(7);
    undo(8);
    assertThat(names()).containsExactly("a", "b", "c", "d");
    assertRefused(8, "change 8 cannot be undone: there is a backend shop/a again");
  }

  @Test
  void undo_removalOfABusyBackend_callsItOffOrBringsItBack() {
    shop("a", "b");
    Recorder request = admit("a");
    done(Edit.removeBackend("shop", "a", true));
    undo();
    assertThat(backend("a").role()).isEqualTo(Role.ACTIVE);

    done(Edit.removeBackend("shop", "a", true));
    request.settle(Outcome.served(200, 0, 0));
    writer.runAll();
    assertThat(names()).containsExactly("b");
    Entry gone = store.history(1).get(0);
    assertThat(gone.change().action()).isEqualTo("backend removed shop a");
    assertThat(gone.change().tie().isAutomatic()).isTrue();
    assertRefused(
        gone.id(), "change " + gone.id() + " cannot be undone: it only ended a removal: undo that");

    Undone undone = undo();

    assertThat(undone.first()).as("what x0d did by itself is not the newest").isEqualTo(6);
    assertThat(names()).containsExactly("a", "b");
    assertThat(backend("a").role()).isEqualTo(Role.ACTIVE);
    assertThat(admit("a").events).containsExactly("granted a");
  }

  @Test
  void undo_addedBackendThatIsBusy_letsItFinish() {
    shop("a");
    Recorder request = admit("a");

    undo();

    assertThat(backend("a").role()).isEqualTo(Role.TERMINATE);
    request.settle(Outcome.served(200, 0, 0));
    writer.runAll();
    assertThat(live().backends()).isEmpty();
    undo();
    assertThat(backend("a").role()).isEqualTo(Role.ACTIVE);
    undo();
    assertThat(live().backends()).as("idle ones go at once").isEmpty();
  }

  @Test
  void undo_addedBackendThatIsNotAsItWasAdded_isRefused() {
    shop("a", "b");
    done(Edit.setBackend("shop", "a", Map.of("weight", "3"), false));
    done(Edit.removeBackend("shop", "b", false));

    assertRefused(2, "change 2 cannot be undone: backend shop/a was changed since");
    assertRefused(3, "change 3 cannot be undone: backend shop/b is gone");
    undo();
    done(Edit.setBackend("shop", "b", Map.of("weight", "3"), false));
    done(Edit.removeBackend("shop", "b", false));
    assertRefused(7, "change 7 cannot be undone: backend shop/b is gone");
  }

  @Test
  void undo_ofWhatIsProtected_isForbidden() {
    done(Edit.createDirector("shop", Map.of()));
    done(Edit.addBackend("shop", "a", Map.of("url", "http://h:1", "terminate-protection", "true")));

    assertRefused(
        undo(OptionalLong.empty()),
        Cause.FORBIDDEN,
        "backend a in director shop is protected: set terminate-protection=false first");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void undo_buckets_comeBackUnlessTheyWereChanged() {
    shop();
    done(BucketEdits.add("shop", "vip", Map.of("rate", "50%")));
    done(BucketEdits.add("shop", "gold", Map.of("rate", "50%", "parent", "vip")));
    DirectorConfig was = live();
    done(BucketEdits.remove("shop", "vip"));

    undo();

    assertThat(live().buckets()).isEqualTo(was.buckets());
    done(BucketEdits.set("shop", "vip", Map.of("rate", "40%")));
    assertRefused(3, "change 3 cannot be undone: the buckets of director shop were changed since");
  }

  @Test
  void undo_oneOfABatch_takesAllOfItBackInOneTransaction() {
    shop("a");
    DirectorConfig was = live();
    doneAll(
        Edit.createDirector("other", Map.of()),
        Edit.setBackend("shop", "a", Map.of("weight", "2"), false),
        Edit.setBackend("shop", "a", Map.of("weight", "3"), false),
        Edit.addBackend("shop", "b", URL),
        Edit.addBackend("other", "o", URL));
    assertThat(store.history(100)).hasSize(7);

    Undone undone = undo(5);

    assertThat(undone.first()).isEqualTo(3);
    assertThat(undone.entries()).extracting(Entry::id).containsExactly(7L, 6L, 5L, 4L, 3L);
    assertThat(directors.find("other")).isEmpty();
    assertThat(live().backends())
        .containsExactly(was.backends().get(0).withRevision(live().backends().get(0).revision()));
    List<Entry> last = store.history(5);
    assertThat(last).extracting(Entry::first).containsOnly(8L);
    assertThat(last).extracting(e -> e.change().tie().undoes()).containsExactly(3L, 4L, 5L, 6L, 7L);

    undo();
    assertThat(backend("a").weight()).isEqualTo(3);
    assertThat(directors.find("other").orElseThrow().config().backends()).hasSize(1);
  }

  @Test
  void undo_batchOfWhichOnePartHasChanged_changesNothing() {
    shop("a");
    doneAll(
        Edit.setBackend("shop", "a", Map.of("weight", "2"), false),
        Edit.setDirector("shop", Map.of("queue-limit", "5"), false));
    done(Edit.setBackend("shop", "a", Map.of("weight", "4"), false));

    assertRefused(3, "change 3 cannot be undone: weight of backend shop/a is 4 now, not 2");
  }

  @Test
  void undo_whatChangedNothing_isRefused() {
    shop("a");
    done(Edit.enableBackend("shop", "a", true));

    assertRefused(
        3, "change 3 (backend enable shop a) changed nothing, so there is nothing to undo");
    assertThat(undo().first()).as("the newest that changed anything").isEqualTo(2);
  }

  @Test
  void undo_unknownOrNothing_isNotFound() {
    assertRefused(
        undo(OptionalLong.empty()),
        Cause.NOT_FOUND,
        "nothing was changed yet that could be undone");
    shop();
    assertRefused(undo(OptionalLong.of(2)), Cause.NOT_FOUND, "no change 2 in the history");
  }

  @Test
  void undo_ofTwoOperatorsAtOnce_isDoneOnce() {
    shop("a");
    done(Edit.switchBackend("shop", "a", AdminState.DISABLED));
    CompletableFuture<Undone> first = control.undo("alice", OptionalLong.of(3), List.of(), false);
    CompletableFuture<Undone> second = control.undo("bob", OptionalLong.of(3), List.of(), false);
    CompletableFuture<Undone> third =
        control.undo("carol", OptionalLong.empty(), List.of(3L), false);

    writer.runAll();

    assertThat(first.join().first()).isEqualTo(3);
    assertRefused(
        second,
        Cause.CONFLICT,
        "change 3 cannot be undone: enabled of backend shop/a is true now, not false");
    assertRefused(
        third,
        Cause.PRECONDITION,
        "the newest change is 4, not 3; look at the history again before you undo");
    assertThat(backend("a").enabled()).isTrue();
  }

  @Test
  void undo_rightBehindAChange_findsItDurable() {
    shop("a");
    CompletableFuture<Result> set =
        control.submit("alice", Edit.setBackend("shop", "a", Map.of("weight", "2"), false));
    CompletableFuture<Undone> undo = control.undo("alice", OptionalLong.empty(), List.of(), false);
    CompletableFuture<Result> next =
        control.submit("alice", Edit.setBackend("shop", "a", Map.of("capacity", "2"), false));

    writer.runAll();

    assertThat(set).isCompleted();
    assertThat(undo.join().first()).isEqualTo(3);
    assertThat(next).isCompleted();
    assertThat(backend("a").weight()).isEqualTo(1);
    assertThat(backend("a").capacity().slots()).isEqualTo(2);
    assertThat(store.batches.get(store.batches.size() - 1))
        .extracting(Change::action)
        .containsExactly("undo 3: backend set shop a weight=2", "backend set shop a capacity=2");
  }

  @Test
  void undo_trial_saysWhatItWouldDoAndChangesNothing() {
    shop("a");
    DirectorConfig was = live();
    CompletableFuture<Undone> trial = control.undo("alice", OptionalLong.empty(), List.of(), true);
    writer.runAll();

    assertThat(trial.join().results().get(0).after()).isNotEqualTo(was);
    assertThat(live()).isEqualTo(was);
    assertThat(store.history(9)).hasSize(2);
  }

  @Test
  void undo_commitFails_changesNothing() {
    shop("a");
    store.failNext(false);

    CompletableFuture<Undone> answer = undo(OptionalLong.empty());

    assertThatThrownBy(answer::join).hasCauseInstanceOf(DirectorStore.StoreException.class);
    assertThat(names()).containsExactly("a");
  }

  @Test
  void undo_directorThatIsAnotherOneNow_isRefused() {
    shop();
    done(Edit.setDirector("shop", Map.of("queue-limit", "5"), false));
    done(Edit.deleteDirector("shop"));
    done(Edit.createDirector("shop", Map.of("port", "81", "queue-limit", "5")));

    assertRefused(2, "change 2 cannot be undone: director shop is another one now");
  }
}
