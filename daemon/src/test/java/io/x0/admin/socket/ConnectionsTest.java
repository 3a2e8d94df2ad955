package io.x0.admin.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.admin.socket.Peer.Standing;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final Peer ROOT = new Peer("root", Standing.OWNER);
  private static final Peer ANNA = new Peer("anna", Standing.MEMBER);
  private static final Peer EVE = new Peer("eve", Standing.STRANGER);

  private final Connections connections = new Connections();
  private final List<SocketChannel> channels = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  private SocketChannel channel() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channels.add(channel);
    return channel;
  }

  /** Takes in as many as get a place. */
  private int fill(Peer peer) throws IOException {
    int count = 0;
    while (true) {
      SocketChannel channel = channel();
      if (!connections.enter(channel, peer) || !isPlaced(channel)) {
        connections.leave(channel);
        return count;
      }
      count++;
    }
  }

  private boolean isPlaced(SocketChannel channel) {
    Connections.Entry entry = connections.of(channel);
    return entry != null && entry.isPlaced();
  }

  @Test
  void enter_members_leavePlacesForTheOwner() throws Exception {
    assertThat(fill(ANNA)).isEqualTo(56);
    assertThat(fill(ROOT)).isEqualTo(8);
    assertThat(fill(ROOT)).isZero();
    assertThat(fill(ANNA)).isZero();
  }

  @Test
  void enter_owner_mayHaveAllPlaces() throws Exception {
    assertThat(fill(ROOT)).isEqualTo(64);
    assertThat(fill(ANNA)).isZero();
  }

  @Test
  void enter_stranger_getsNoPlaceHoweverManyAreFree() throws Exception {
    SocketChannel channel = channel();

    assertThat(connections.enter(channel, EVE)).isTrue();
    assertThat(connections.of(channel)).isEqualTo(new Connections.Entry(EVE, false));
  }

  @Test
  void enter_manyStrangers_areCutOffAndTakeNoPlace() throws Exception {
    for (int i = 0; i < 16; i++) {
      assertThat(connections.enter(channel(), EVE)).isTrue();
    }
    SocketChannel last = channel();
    assertThat(connections.enter(last, EVE)).isFalse();
    assertThat(connections.of(last)).isNull();
    assertThat(fill(ANNA)).isEqualTo(56);

    connections.leave(channels.get(0));

    assertThat(connections.enter(last, EVE)).isTrue();
  }

  @Test
  void leave_makesRoomOnce() throws Exception {
    assertThat(fill(ROOT)).isEqualTo(64);
    SocketChannel first = channels.get(0);

    connections.leave(first);
    connections.leave(first);

    assertThat(connections.of(first)).isNull();
    assertThat(fill(ROOT)).isEqualTo(1);
  }
}
