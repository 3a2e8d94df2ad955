package io.x0.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AddressLookupTest {
  private final AtomicReference<String> means = new AtomicReference<>("10.0.0.1");
  private final AtomicInteger asked = new AtomicInteger();
  private final AddressLookup lookup =
      new AddressLookup(Runnable::run, this::resolve, /* freshNanos= */ 0, /* usableNanos= */ 0);
  private final List<String> heard = new ArrayList<>();

  private InetAddress[] resolve(String host) throws UnknownHostException {
    asked.incrementAndGet();
    if (means.get().isEmpty()) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {InetAddress.getByName(means.get())};
  }

  private void find(AddressLookup in, String host) {
    in.find(host, found -> heard.add(found.get(0).getHostAddress()), () -> heard.add("unknown"));
  }

  @Test
  void name_thatChanges_isFoundAnew() {
    find(lookup, "app.test");
    means.set("10.0.0.2");
    find(lookup, "app.test");

    assertThat(heard).containsExactly("10.0.0.1", "10.0.0.2");
  }

  @Test
  void nameServer_thatFails_leavesTheLastAddress() {
    find(lookup, "app.test");
    means.set("");
    find(lookup, "app.test");
    find(lookup, "app.test");
    means.set("10.0.0.3");
    find(lookup, "app.test");

    assertThat(heard).containsExactly("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.3");
  }

  @Test
  void name_neverFound_isUnknown() {
    means.set("");

    find(lookup, "app.test");

    assertThat(heard).containsExactly("unknown");
  }

  @Test
  void literal_asksNobody() {
    find(lookup, "10.9.8.7");
    find(lookup, "::1");

    assertThat(heard).containsExactly("10.9.8.7", "0:0:0:0:0:0:0:1");
    assertThat(asked).hasValue(0);
  }

  @Test
  void name_justFound_isNotLookedUpAgain() {
    AddressLookup keeping =
        new AddressLookup(Runnable::run, this::resolve, Long.MAX_VALUE, Long.MAX_VALUE);
    find(keeping, "app.test");
    means.set("10.0.0.2");
    find(keeping, "app.test");

    assertThat(heard).containsExactly("10.0.0.1", "10.0.0.1");
    assertThat(asked).hasValue(1);
  }

  /** A name that is not quite new is used, and looked up for the next time. */
  @Test
  void name_foundLately_isUsedAndLookedUpBehind() {
    AddressLookup refreshing = new AddressLookup(Runnable::run, this::resolve, 0, Long.MAX_VALUE);
    find(refreshing, "app.test");
    means.set("10.0.0.2");
    find(refreshing, "app.test");
    find(refreshing, "app.test");

    assertThat(heard).containsExactly("10.0.0.1", "10.0.0.1", "10.0.0.2");
  }
}
