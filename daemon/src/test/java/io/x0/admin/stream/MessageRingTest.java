package io.x0.admin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.stream.MessageRing.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRingTest {
  private final MessageRing ring = new MessageRing("boot", 3);

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      JsonObject data = new JsonObject();
      data.addProperty("n", ring.end() + 1);
      ring.add("health", "shop", data);
    }
  }

  private static List<String> texts(Batch batch) {
    return batch.messages().stream().map(Message::text).toList();
  }

  @Test
  void after_everythingKept_isAllOfItInOrder() {
    add(2);

    Batch batch = ring.after(0, 10);

    assertThat(texts(batch))
        .containsExactly(
            "id: boot-1\nevent: health\ndata: {\"n\":1}\n\n",
            "id: boot-2\nevent: health\ndata: {\"n\":2}\n\n");
    assertThat(batch.hasGap()).isFalse();
    assertThat(batch.place()).isEqualTo(2);
    assertThat(ring.after(2, 10)).isEqualTo(new Batch(false, List.of(), 2));
  }

  @Test
  void after_more_comesInParts() {
    add(3);

    assertThat(texts(ring.after(0, 2))).hasSize(2);
    assertThat(ring.after(0, 2).place()).isEqualTo(2);
    assertThat(texts(ring.after(2, 2))).singleElement().asString().contains("{\"n\":3}");
  }

  @Test
  void after_lostMessages_saysSoAndGoesOnWithTheOldestKept() {
    add(5);

    Batch batch = ring.after(1, 10);

    assertThat(batch.hasGap()).isTrue();
    assertThat(texts(batch)).hasSize(3).first().asString().contains("{\"n\":3}");
    assertThat(ring.after(2, 10).hasGap()).isFalse();
  }

  @Test
  void place_ofItsOwnIds_isWhereToReadOn() {
    add(2);

    assertThat(ring.place(ring.id(1))).isEqualTo(1);
    assertThat(ring.place("boot-0")).isZero();
    assertThat(ring.place("boot-2")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "boot",
        "boot-",
        "boot-3",
        "boot-x",
        "boot--1",
        "other-1",
        "1",
        "boot-99999999999999999999"
      })
  void place_ofOtherIds_isNone(String id) {
    add(2);

    assertThat(ring.place(id)).isNegative();
  }

  @Test
  void concerns_directorsOfInterest() {
    Message shop = Message.of("boot-1", "health", "shop", new JsonObject());
    Message all = Message.of("boot-2", "reload", null, new JsonObject());

    assertThat(shop.concerns("shop")).isTrue();
    assertThat(shop.concerns(null)).isTrue();
    assertThat(shop.concerns("blog")).isFalse();
    assertThat(all.concerns("blog")).isTrue();
  }
}
