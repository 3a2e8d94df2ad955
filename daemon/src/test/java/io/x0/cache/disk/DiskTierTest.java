package io.x0.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Purged;
import io.x0.cache.StoredResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses on disk: what survives a restart, what a crash, and what nothing brings back. */
class DiskTierTest {
  private static final String A = "http://shop.test/a";
  private static final String B = "http://shop.test/b";

  @TempDir Path temporary;
  private DiskRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new DiskRig(temporary.resolve("cache"));
    rig.tier.start(name -> true);
    rig.run();
  }

  @AfterEach
  void close() throws IOException {
    rig.run();
    rig.close();
  }

  @Test
  void response_survivesARestart_asItWas() throws Exception {
    Head head = DiskRig.head("Vary", "X-Kind", "Surrogate-Key", "page all", "ETag", "\"é\"");
    rig.put(A, rig.response(head, Fields.of("X-Kind", "one"), "first"));
    rig.put(A, rig.response(head, Fields.of("X-Kind", "two"), "second"));

    rig.restart();

    List<DiskRig.Loaded> loaded = rig.load(A, Fields.of("X-Kind", "two"));
    assertThat(loaded).hasSize(1);
    StoredResponse response = loaded.get(0).response();
    assertThat(loaded.get(0).text()).isEqualTo("second");
    assertThat(response.head()).isEqualTo(head);
    assertThat(response.labels().url()).isEqualTo(A);
    assertThat(response.labels().tags()).containsExactly("page", "all");
    assertThat(response.isPurged()).isFalse();
    assertThat(rig.load(A, Fields.of("X-Kind", "three"))).isEmpty();
    assertThat(rig.load(B, Fields.NONE)).isEmpty();
    assertThat(rig.tier.figures().objects()).isEqualTo(2);
    assertThat(rig.tier.of(DiskRig.DIRECTOR).size()).isEqualTo(2);
    assertThat(rig.tier.of("other").has(A)).isFalse();
  }

  @Test
  void emptyAndLargeBodies_areAsTheyWere() throws Exception {
    String large = "0123456789abcdef".repeat(20_000);
    rig.put(A, "");
    rig.put(B, large);

    rig.restart();

    assertThat(rig.load(A, Fields.NONE)).singleElement().matches(one -> one.text().isEmpty());
    assertThat(rig.text(B)).isEqualTo(large);
  }

  @Test
  void fileThatIsCutOffAnywhere_isNoResponse_andGoes() throws Exception {
    rig.put(A, "hello", "ETag", "\"a\"");
    rig.run();
    Path file = rig.onlyFile();
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      rig.crash();

      assertThat(rig.tier.figures().objects()).as("%s bytes", length).isZero();
      assertThat(rig.tier.figures().damaged()).isEqualTo(1);
      assertThat(rig.files()).isEmpty();
    }
    Files.write(file, whole);
    rig.crash();
    assertThat(rig.text(A)).isEqualTo("hello");
  }

  @Test
  void flippedBitAnywhere_isFound_beforeAByteIsServed() throws Exception {
    rig.put(A, "hello", "ETag", "\"a\"");
    rig.run();
    Path file = rig.onlyFile();
    byte[] whole = Files.readAllBytes(file);

    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, flipped);
      rig.crash();

      assertThat(rig.load(A, Fields.NONE)).as("bit %s", bit).isEmpty();
      assertThat(rig.tier.figures().damaged()).isEqualTo(1);
      assertThat(rig.tier.figures().objects()).isZero();
      assertThat(rig.files()).isEmpty();
    }
  }

  @Test
  void fileOfAnotherResponse_isNotTakenForIt() throws Exception {
    rig.put(A, "hello");
    rig.put(B, "other");
    rig.run();
    List<Path> files = rig.files();
    Files.copy(files.get(0), files.get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(rig.text(B)).isEmpty();
    assertThat(rig.text(A)).isEqualTo("hello");
    assertThat(rig.tier.figures().damaged()).isEqualTo(1);
    rig.restart();
    assertThat(rig.tier.figures().objects()).isEqualTo(1);
  }

  @Test
  void foreignFilesAmongObjects_go_andAFolderOfOthersIsNotTaken() throws Exception {
    Path foreign = rig.folder.resolve("objects").resolve("notes.txt");
    Files.writeString(foreign, "hello");
    rig.crash();
    assertThat(foreign).doesNotExist();
    assertThat(rig.tier.figures().damaged()).isEqualTo(1);

    Path home = Files.createDirectories(temporary.resolve("home"));
    Files.writeString(home.resolve("letter"), "dear");
    assertThatThrownBy(() -> new DiskRig(home)).hasMessageContaining("has other files");
    assertThat(home.resolve("letter")).hasContent("dear");
    assertThatThrownBy(() -> new DiskRig(home.resolve("letter"))).hasMessageContaining("is a file");
    assertThatThrownBy(() -> new DiskRig(rig.folder))
        .hasMessage(rig.folder + " is in use by another x0d (expected: a folder of its own)");
  }

  @Test
  void otherFormat_isThrownAway() throws Exception {
    rig.put(A, "hello");
    rig.run();
    Files.writeString(rig.folder.resolve("x0-cache"), "x0 cache, format 0\n");

    rig.crash();

    assertThat(rig.tier.figures().objects()).isZero();
    rig.put(A, "again");
    rig.restart();
    assertThat(rig.text(A)).isEqualTo("again");
  }

  @Test
  void newerResponse_takesThePlaceOfTheOlder_evenIfACrashLeavesBoth() throws Exception {
    rig.put(A, "first");
    rig.run();
    rig.put(A, "second");
    rig.writes.remove().run();
    assertThat(rig.files()).hasSize(2);

    rig.crash();

    assertThat(rig.text(A)).isEqualTo("second");
    assertThat(rig.files()).hasSize(1);
    rig.put(A, "third");
    assertThat(rig.text(A)).as("the second is over, the third is not there").isEmpty();
    rig.run();
    assertThat(rig.text(A)).isEqualTo("third");
  }

  private void putPages() {
    rig.put(A, "hello", "Surrogate-Key", "page");
    rig.put(B, "other", "Surrogate-Key", "else");
    rig.run();
  }

  /** What all purges have to do with A, and not with B. */
  private static List<Purge> purgesOfA() {
    return List.of(
        new Purge.Key(A),
        Purge.url(A, "%s://%h%r%q"),
        Purge.url("/a", "%s://%h%r%q"),
        Purge.prefix("http://shop.test/a"),
        Purge.prefix("/a"),
        new Purge.Tag("page"));
  }

  @Test
  void hardPurgeThatLasts_bringsNothingBack_whateverWasNotDoneYet() throws Exception {
    for (Purge purge : purgesOfA()) {
      putPages();
      Purged purged = rig.purge(purge, false);
      assertThat(purged.count()).as("%s", purge).isEqualTo(1);
      assertThat(purged.lasting()).isNotDone();
      assertThat(rig.text(A)).isEmpty();
      DiskRig.run(rig.purges);
      assertThat(purged.lasting()).isCompleted();

      rig.crash();

      assertThat(rig.text(A)).as("%s", purge).isEmpty();
      assertThat(rig.text(B)).isEqualTo("other");
      rig.restart();
      assertThat(rig.tier.figures().objects()).isEqualTo(1);
      assertThat(rig.files()).hasSize(1);
    }
  }

  @Test
  void softPurgeThatLasts_leavesStaleResponses_sinceThatTime() throws Exception {
    for (Purge purge : purgesOfA()) {
      putPages();
      Purged purged = rig.purge(purge, true);
      assertThat(purged.count()).isEqualTo(1);
      assertThat(rig.purge(purge, true).count()).as("it is stale already").isZero();
      DiskRig.run(rig.purges);
      assertThat(rig.load(A, Fields.NONE)).singleElement().matches(one -> isStale(one));

      rig.crash();
      assertThat(rig.load(A, Fields.NONE)).singleElement().matches(one -> isStale(one));
      assertThat(rig.load(B, Fields.NONE)).singleElement().matches(one -> !isStale(one));
      DiskRig.filesBelow(rig.folder).stream()
          .filter(file -> String.valueOf(file.getFileName()).startsWith("purges-"))
          .forEach(file -> assertThat(file.toFile().delete()).isTrue());
      rig.crash();
      assertThat(rig.load(A, Fields.NONE))
          .as("the file itself tells it")
          .singleElement()
          .matches(one -> isStale(one));
    }
  }

  private static boolean isStale(DiskRig.Loaded loaded) {
    return loaded.response().isPurged() && loaded.response().purgedSeconds() == 1_704_067_300;
  }

  @Test
  void purgeOfAll_meansOneDirectorOnly_andWhatComesAfterItStays() throws Exception {
    putPages();
    Purged purged = rig.purge(new Purge.All(), false);
    assertThat(purged.count()).isEqualTo(2);
    rig.put(A, "new");
    rig.run();

    rig.restart();

    assertThat(rig.text(A)).isEqualTo("new");
    assertThat(rig.text(B)).isEmpty();
  }

  @Test
  void purgeBetweenFetchAndStoring_isNotMissed() throws Exception {
    StoredResponse response = rig.response(DiskRig.head(), Fields.NONE, "hello").at(A);
    rig.tier
        .of(DiskRig.DIRECTOR)
        .put(
            A,
            response,
            () -> {
              // It comes when the tier has taken note, and before the judge could see it.
              rig.purge(new Purge.Key(A), false);
              return response;
            });
    response.body().release();
    rig.put(B, rig.response(DiskRig.head(), Fields.NONE, "kept"));
    rig.run();

    assertThat(rig.text(A)).isEmpty();
    rig.restart();
    assertThat(rig.text(A)).isEmpty();
    assertThat(rig.text(B)).isEqualTo("kept");
  }

  @Test
  void judgeThatSaysNo_orStale_isHeard() throws Exception {
    StoredResponse one = rig.response(DiskRig.head(), Fields.NONE, "hello").at(A);
    rig.tier.of(DiskRig.DIRECTOR).put(A, one, () -> null);
    one.body().release();
    StoredResponse other = rig.response(DiskRig.head(), Fields.NONE, "other").at(B);
    rig.tier.of(DiskRig.DIRECTOR).put(B, other, () -> other.purged(1_704_067_300));
    other.body().release();

    rig.restart();

    assertThat(rig.text(A)).isEmpty();
    assertThat(rig.load(B, Fields.NONE)).singleElement().matches(loaded -> isStale(loaded));
  }

  @Test
  void purgeWhileFilesAreLookedThrough_meansThemToo() throws Exception {
    putPages();
    rig.restartUnscanned();
    assertThat(rig.tier.figures().isScanning()).isTrue();
    Purged purged = rig.purge(new Purge.Tag("page"), false);
    DiskRig.run(rig.purges);
    assertThat(purged.lasting()).isCompleted();

    rig.crash();

    assertThat(rig.tier.figures().isScanning()).isFalse();
    assertThat(rig.text(A)).isEmpty();
    assertThat(rig.text(B)).isEqualTo("other");
  }

  @Test
  void removalWhileFilesAreLookedThrough_meansThemToo() throws Exception {
    putPages();
    rig.restartUnscanned();
    StoredResponse like = rig.response(DiskRig.head(), Fields.NONE, "x");
    rig.tier.of(DiskRig.DIRECTOR).remove(B, like);
    like.body().release();
    rig.run();

    assertThat(rig.text(A)).isEqualTo("hello");
    assertThat(rig.text(B)).isEmpty();
    assertThat(rig.files()).hasSize(1);
  }

  @Test
  void tooManyBytes_letGoOfWhatWasUsedLeast() throws Exception {
    rig.mostBytes = 12 * 4096;
    rig.restart();
    for (int i = 0; i < 12; i++) {
      rig.put("http://shop.test/" + i, "x".repeat(1000));
      rig.run();
    }
    assertThat(rig.text("http://shop.test/0")).hasSize(1000);
    rig.put(A, "x".repeat(4000));
    rig.run();

    assertThat(rig.text("http://shop.test/0")).as("used since").hasSize(1000);
    assertThat(rig.text("http://shop.test/1")).isEmpty();
    assertThat(rig.text(A)).hasSize(4000);
    assertThat(rig.tier.figures().evicted()).isPositive();
    assertThat(rig.tier.figures().bytes()).isLessThanOrEqualTo(12 * 4096);
    rig.put(B, "x".repeat(60_000));
    assertThat(rig.tier.figures().dropped()).isEqualTo(1);
    rig.mostBytes = 5 * 4096;
    rig.restart();
    assertThat(rig.files()).hasSizeLessThan(6);
    assertThat(rig.text(A)).hasSize(4000);
  }

  @Test
  void indexThatIsTooLarge_letsGo_too() throws Exception {
    rig.mostHeapBytes = 5_000;
    rig.restart();
    for (int i = 0; i < 50; i++) {
      rig.put("http://shop.test/" + i, "x");
    }
    rig.run();

    assertThat(rig.tier.figures().objects()).isBetween(5L, 12L);
    assertThat(rig.text("http://shop.test/49")).isEqualTo("x");
  }

  @Test
  void tooMuchThatWaits_isDropped_andHoldsNoMemory() throws Exception {
    for (int i = 0; i < 5000; i++) {
      rig.put("http://shop.test/small/" + i, "x");
    }
    assertThat(rig.tier.figures().dropped()).isPositive();
    assertThat(rig.writes).hasSizeLessThan(5000);
    rig.run();
    assertThat(rig.arena.usedBytes()).isZero();
  }

  @Test
  void brokenDisk_isToldOnce_andTriedAgainLater() throws Exception {
    Path objects = rig.folder.resolve("objects");
    Files.delete(objects);
    Files.writeString(objects, "in the way");
    rig.put(A, "hello");
    rig.run();
    rig.put(B, "other");
    rig.run();

    assertThat(rig.troubles).singleElement().asString().contains("cannot write what was cached");
    assertThat(rig.tier.figures().failed()).isPositive();
    assertThat(rig.tier.figures().dropped()).as("not tried for a while").isEqualTo(1);
    assertThat(rig.tier.figures().objects()).isZero();
    Files.delete(objects);
    Files.createDirectories(objects);
    rig.time.advance(Duration.ofSeconds(11));
    rig.put(A, "hello");
    rig.run();
    assertThat(rig.troubles).hasSize(2).last().isEqualTo("over");
    assertThat(rig.text(A)).isEqualTo("hello");
  }

  @Test
  void directorsThatAreGone_leaveNothing() throws Exception {
    StoredResponse other = rig.response(DiskRig.head(), Fields.NONE, "hello").at(A);
    rig.tier.of("gone").put(A, other, () -> other);
    other.body().release();

    rig.restart();

    assertThat(rig.tier.of("gone").has(A)).isFalse();
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void thoseWhoWantTheSameAtOnce_shareOneRead_andHoldReferencesOfTheirOwn() throws Exception {
    rig.put(A, "hello");
    rig.run();
    List<StoredResponse> come = new java.util.ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rig.tier
          .of(DiskRig.DIRECTOR)
          .load(A, Fields.NONE, length -> rig.arena.body(length, length), come::addAll);
    }
    assertThat(rig.reads).hasSize(1);
    rig.run();

    assertThat(come).hasSize(3);
    assertThat(rig.tier.figures().loaded()).isEqualTo(1);
    for (StoredResponse one : come) {
      assertThat(DiskRig.text(one)).isEqualTo("hello");
      one.body().release();
    }
  }
}
