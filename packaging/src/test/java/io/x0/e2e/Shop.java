package io.x0.e2e;

import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The director of a test, made by x0ctl and watched by the API. Confined to one thread. */
final class Shop implements Closeable {
  private static final int NOT_FOUND = 404;
  private static final String PATH = "/director/shop";

  private final TestDaemon daemon;
  private final Admin admin;

  /** Creates it with settings such as {@code borrow=lend}. */
  Shop(TestDaemon daemon, String... settings) throws Exception {
    this.daemon = daemon;
    this.admin = daemon.admin();
    List<String> command = new ArrayList<>(List.of("director", "create", "shop"));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    daemon.must(command.toArray(String[]::new));
  }

  /** Adds a backend with further settings such as {@code "capacity": 3}. */
  void add(Peer peer, String settings) throws IOException {
    add(peer.name(), peer.url(), settings);
  }

  /** Adds a backend with further settings such as {@code "capacity": 3}. */
  void add(String name, String url, String settings) throws IOException {
    String body = "{\"url\": \"" + url + "\", " + settings + "}";
    admin.must("PUT", PATH + "/backends/" + name, body);
  }

  /** Removes a backend, and waits until it is gone. */
  void remove(String name) throws Exception {
    admin.must("DELETE", PATH + "/backends/" + name, "");
    Await.until(
        name + " is gone",
        () -> admin.call("GET", PATH + "/backends/" + name).status() == NOT_FOUND);
  }

  /** Switches backends on, one after the other. */
  void enable(String... names) throws IOException {
    for (String name : names) {
      admin.must("UNLOCK", PATH + "/backends/" + name, "");
    }
  }

  /** Switches backends off, one after the other. */
  void disable(String... names) throws IOException {
    for (String name : names) {
      admin.must("LOCK", PATH + "/backends/" + name, "");
    }
  }

  /** Changes settings such as {@code scheduler=rr} by x0ctl. */
  void set(String... settings) throws Exception {
    List<String> command = new ArrayList<>(List.of("director", "set", "shop"));
    command.addAll(List.of(settings));
    daemon.must(command.toArray(String[]::new));
  }

  JsonObject director() throws IOException {
    return admin.must("GET", PATH, "").json();
  }

  JsonObject backend(String name) throws IOException {
    return admin.must("GET", PATH + "/backends/" + name, "").json();
  }

  /** Returns a backend's state, such as {@code online}. */
  String state(String name) throws IOException {
    return backend(name).get("state").getAsString();
  }

  /** Waits until a backend has a state. */
  void awaitState(String name, String state) throws Exception {
    Await.until(name + " is " + state, () -> state(name).equals(state));
  }

  /** Returns how many requests a backend has, as x0d counts them. */
  int inFlight(String name) throws IOException {
    JsonObject load = backend(name).getAsJsonObject("stats").getAsJsonObject("load");
    return load.get("current").getAsInt();
  }

  /** Returns how many requests wait. */
  int queued() throws IOException {
    return stats().getAsJsonObject("queued").get("current").getAsInt();
  }

  /** Returns the director's counters. */
  JsonObject stats() throws IOException {
    return director().getAsJsonObject("stats");
  }

  @Override
  public void close() throws IOException {
    admin.close();
  }
}
