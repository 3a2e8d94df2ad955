package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier;
import io.x0.cache.SecondTier.Order;
import io.x0.cache.SecondTier.Purged;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import io.x0.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache on disk that another x0d has for a while, with the threads that it really has. */
@Timeout(60)
class CacheDiskIT {
  private static final String A = "GET http://shop.test/a";
  private static final long SECONDS = 1_704_067_300;

  @TempDir Path folder;
  private final BodyArena arena = new BodyArena(64 << 20);
  private CacheDisk disk;
  private SecondTier tier;

  @BeforeEach
  void open() throws IOException {
    disk = opened();
    tier = disk.of("shop");
  }

  @AfterEach
  void close() {
    disk.close();
    assertThat(arena.usedBytes()).as("every body was given back").isZero();
  }

  private CacheDisk opened() throws IOException {
    CacheDisk made =
        new CacheDisk(new CacheDisk.Place(folder.resolve("cache"), 256 << 20), Clock.system());
    made.start(name -> true);
    ProxyRig.await(() -> !made.figures().isScanning());
    return made;
  }

  private StoredResponse response(String text) {
    CachedBody body = arena.body(text.length(), text.length());
    assertThat(body.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))).isTrue();
    body.complete();
    Head head =
        new Head(200, Fields.of("Cache-Control", "max-age=600"), SECONDS - 100, SECONDS - 99);
    Vary vary = Vary.of(head.fields());
    return new StoredResponse(head, vary, vary.values(Fields.NONE), body);
  }

  private void put(SecondTier where, String key, String text) {
    StoredResponse response = response(text).at(key);
    where.put(key, response, () -> response);
    response.body().release();
  }

  private static String text(StoredResponse response) {
    StringBuilder text = new StringBuilder();
    try (BodyReader reader = response.body().reader(0)) {
      for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
        text.append(StandardCharsets.ISO_8859_1.decode(next.duplicate()));
      }
    }
    return text.toString();
  }

  /** Returns what is loaded for a key, or "nothing". */
  private CompletableFuture<String> load(SecondTier where, String key) {
    CompletableFuture<String> told = new CompletableFuture<>();
    where.load(
        key,
        Fields.NONE,
        length -> arena.body(length, length),
        all -> {
          told.complete(all.isEmpty() ? "nothing" : text(all.get(0)));
          all.forEach(one -> one.body().release());
        });
    return told;
  }

  private static Order everything() {
    return new Order(new Purge.All(), false, SECONDS, true);
  }

  @Test
  void lent_findsAndKeepsNothing_andDoesNotPretendToPurge() throws Exception {
    put(tier, A, "hello");
    ProxyRig.await(() -> disk.figures().written() == 1);

    disk.lend();

    assertThat(tier.has(A)).isFalse();
    assertThat(tier.has(A, Fields.NONE)).isFalse();
    assertThat(tier.size()).isZero();
    assertThat(load(tier, A).get(10, TimeUnit.SECONDS)).isEqualTo("nothing");
    put(tier, "GET http://shop.test/b", "later");
    StoredResponse removed = response("hello").at(A);
    tier.remove(A, removed);
    removed.body().release();
    assertThat(tier.count(everything(), (key, variant) -> false)).isZero();
    Purged purged = tier.purge(everything(), (key, variant) -> false);
    assertThat(purged.count()).isZero();
    assertThatThrownBy(() -> purged.lasting().get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("another x0d has the cache on disk now: purge there");
    assertThat(disk.figures().written()).as("as it was").isEqualTo(1);
    assertThat(disk.figures().objects()).isEqualTo(1);
  }

  @Test
  void lent_anotherHasIt_withAllThatWasStored_andOneAtATime() throws Exception {
    assertThatThrownBy(this::opened).isInstanceOf(IOException.class);
    for (int i = 0; i < 200; i++) {
      put(tier, A + i, "text " + i);
    }

    disk.lend();

    try (CacheDisk other = opened()) {
      SecondTier theirs = other.of("shop");
      assertThat(theirs.size()).as("what waited was written").isEqualTo(200);
      assertThat(load(theirs, A + 199).get(10, TimeUnit.SECONDS)).isEqualTo("text 199");
      assertThat(tier.has(A + 199)).isFalse();
    }
  }

  @Test
  void takenBack_hasWhatTheOtherLeftIt() throws Exception {
    put(tier, A, "old");
    put(tier, A + "gone", "gone");
    disk.lend();
    try (CacheDisk other = opened()) {
      SecondTier theirs = other.of("shop");
      put(theirs, A, "new");
      put(theirs, A + "more", "more");
      Purged purged =
          theirs.purge(
              new Order(new Purge.Key(A + "gone"), false, SECONDS, true), (key, variant) -> false);
      assertThat(purged.count()).isEqualTo(1);
      purged.lasting().get(10, TimeUnit.SECONDS);
    }

    disk.takeBack(name -> true);

    ProxyRig.await(() -> !disk.figures().isScanning());
    assertThat(load(tier, A).get(10, TimeUnit.SECONDS)).isEqualTo("new");
    assertThat(load(tier, A + "more").get(10, TimeUnit.SECONDS)).isEqualTo("more");
    assertThat(tier.has(A + "gone")).isFalse();
    put(tier, A + "again", "again");
    ProxyRig.await(() -> disk.figures().written() == 1);
  }

  @Test
  void takenBack_whileTheOtherHasIt_doesWithout_andTheOtherIsNotDisturbed() throws Exception {
    put(tier, A, "hello");
    disk.lend();
    try (CacheDisk other = opened()) {
      disk.takeBack(name -> true);

      assertThat(tier.has(A)).isFalse();
      put(tier, A, "mine");
      assertThat(load(other.of("shop"), A).get(10, TimeUnit.SECONDS)).isEqualTo("hello");
    }
    disk.takeBack(name -> true);
    ProxyRig.await(() -> tier.has(A));
    assertThat(load(tier, A).get(10, TimeUnit.SECONDS)).isEqualTo("hello");
  }

  @Test
  void lentOrClosedTwice_isLentOrClosedOnce() throws Exception {
    put(tier, A, "hello");

    disk.lend();
    disk.lend();
    disk.close();
    disk.close();

    try (CacheDisk other = opened()) {
      assertThat(load(other.of("shop"), A).get(10, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  /** Whoever waits for the disk when it is lent is told, and does not wait for longer. */
  @Test
  void loadsThatWait_areToldWhenItIsLent() throws Exception {
    String large = "x".repeat(1 << 20);
    for (int i = 0; i < 8; i++) {
      put(tier, A + i, large);
    }
    ProxyRig.await(() -> disk.figures().written() == 8);
    List<CompletableFuture<String>> loads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      loads.add(load(tier, A + i));
    }

    disk.lend();

    for (CompletableFuture<String> one : loads) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isIn("nothing", large);
    }
    try (CacheDisk other = opened()) {
      assertThat(other.of("shop").size()).as("what was being read is not damaged").isEqualTo(8);
    }
  }

  /** Requests go on while the disk comes and goes. */
  @Test
  void useWhileItComesAndGoes_neverFails() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicLong turns = new AtomicLong();
    List<CompletableFuture<Void>> users = new ArrayList<>();
    for (int user = 0; user < 3; user++) {
      String mine = A + user;
      users.add(
          CompletableFuture.runAsync(
              () -> {
                while (!isOver.get()) {
                  put(tier, mine, "text");
                  assertThat(load(tier, mine).orTimeout(20, TimeUnit.SECONDS).join())
                      .isIn("nothing", "text");
                  tier.purge(
                      new Order(new Purge.Key(mine), false, SECONDS, false), (key, v) -> false);
                  turns.incrementAndGet();
                }
              }));
    }
    for (int i = 0; i < 20; i++) {
      long before = turns.get();
      ProxyRig.await(
          () ->
              turns.get() > before + 3
                  || users.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
      disk.lend();
      disk.takeBack(name -> true);
    }
    isOver.set(true);

    for (CompletableFuture<Void> user : users) {
      user.get(20, TimeUnit.SECONDS);
    }
    assertThat(turns.get()).isGreaterThan(60);
  }
}
