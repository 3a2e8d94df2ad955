package io.x0.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Order;
import io.x0.cache.SecondTier.Purged;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import io.x0.time.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * A cache on disk whose threads do nothing until they are told: so a crash can come between any two
 * steps.
 */
final class DiskRig {
  static final String DIRECTOR = "shop";

  final Path folder;
  final ManualTime time = new ManualTime();
  final BodyArena arena = new BodyArena(8 << 20);
  final List<String> troubles = new ArrayList<>();
  final Deque<Runnable> writes = new ArrayDeque<>();
  final Deque<Runnable> reads = new ArrayDeque<>();
  final Deque<Runnable> purges = new ArrayDeque<>();
  long mostBytes = 64 << 20;
  long mostHeapBytes = 64 << 20;
  DiskTier tier;

  DiskRig(Path folder) throws IOException {
    this.folder = folder;
    this.tier = open();
  }

  private DiskTier open() throws IOException {
    return DiskTier.open(
        folder,
        new DiskTier.Limits(mostBytes, mostHeapBytes),
        new DiskTier.Threads(into(writes), into(reads), into(purges)),
        time,
        new DiskTier.Trouble(troubles::add, () -> troubles.add("over")));
  }

  private static Executor into(Deque<Runnable> queue) {
    return queue::add;
  }

  /** Starts again, with nothing done that waited, and looks through the files. */
  void crash() throws IOException {
    restartUnscanned();
    run();
  }

  void restartUnscanned() throws IOException {
    writes.clear();
    reads.clear();
    purges.clear();
    tier.close();
    tier = open();
    tier.start(name -> name.equals(DIRECTOR));
  }

  /** Starts again after all is done. */
  void restart() throws IOException {
    run();
    crash();
  }

  static void run(Deque<Runnable> queue) {
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      task.run();
    }
  }

  /** Does everything that waits. */
  void run() {
    while (!(writes.isEmpty() && reads.isEmpty() && purges.isEmpty())) {
      run(purges);
      run(reads);
      run(writes);
    }
  }

  static Head head(String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.addAll(List.of("Cache-Control", "max-age=600", "Date", "Mon, 01 Jan 2024 00:00:00 GMT"));
    return new Head(200, Fields.of(all.toArray(String[]::new)), 1_704_067_200, 1_704_067_201);
  }

  StoredResponse response(Head head, Fields request, String text) {
    CachedBody body = arena.body(text.length(), text.length());
    assertThat(body.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))).isTrue();
    body.complete();
    Vary vary = Vary.of(head.fields());
    return new StoredResponse(head, vary, vary.values(request), body);
  }

  /** Stores a response at a URL of that key, and lets go of its body. */
  void put(String key, String text, String... fields) {
    put(key, response(head(fields), Fields.NONE, text));
  }

  void put(String key, StoredResponse response) {
    StoredResponse at = response.at(key);
    tier.of(DIRECTOR).put(key, at, () -> at);
    at.body().release();
  }

  Purged purge(Purge purge, boolean isSoft) {
    return tier.of(DIRECTOR)
        .purge(new Order(purge, isSoft, 1_704_067_300, true), (key, variant) -> false);
  }

  /** Returns what is loaded; the bodies are given back. */
  record Loaded(String text, StoredResponse response) {}

  List<Loaded> load(String key, Fields request) {
    List<Loaded> out = new ArrayList<>();
    tier.of(DIRECTOR)
        .load(
            key,
            request,
            length -> arena.body(length, length),
            all -> {
              for (StoredResponse one : all) {
                out.add(new Loaded(text(one), one));
                one.body().release();
              }
            });
    run(reads);
    return out;
  }

  /** Returns the only text under a key, or nothing. */
  String text(String key) {
    List<Loaded> loaded = load(key, Fields.NONE);
    assertThat(loaded).hasSizeLessThan(2);
    return loaded.isEmpty() ? "" : loaded.get(0).text();
  }

  static String text(StoredResponse response) {
    StringBuilder text = new StringBuilder();
    try (BodyReader reader = response.body().reader(0)) {
      for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
        text.append(StandardCharsets.ISO_8859_1.decode(next.duplicate()));
      }
    }
    return text.toString();
  }

  /** Returns the files of responses. */
  List<Path> files() {
    return filesBelow(folder.resolve("objects"));
  }

  static List<Path> filesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path onlyFile() {
    assertThat(files()).hasSize(1);
    return files().get(0);
  }

  void close() throws IOException {
    tier.close();
    assertThat(arena.usedBytes()).isZero();
  }
}
