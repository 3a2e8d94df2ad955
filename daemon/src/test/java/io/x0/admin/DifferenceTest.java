package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.DirectorConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private final ApiRig rig = new ApiRig();

  private DirectorConfig shop() {
    return rig.directors.find("shop").orElseThrow().config();
  }

  @Test
  void of_newAndGone_areNamedOnly() {
    rig.shop();

    assertThat(Difference.of(null, shop()))
        .hasToString("[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"created\"}]");
    assertThat(Difference.of(shop(), null))
        .hasToString("[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"removed\"}]");
  }

  @Test
  void of_theSame_isNothing() {
    rig.shop();

    assertThat(Difference.of(shop(), shop())).isEmpty();
    assertThat(Difference.of(null, null)).isEmpty();
  }

  @Test
  void of_settings_tellsBeforeAndAfterOfThoseThatDiffer() {
    rig.shop();
    DirectorConfig before = shop();
    rig.call("PATCH", "/director/shop", Map.of("queue-limit", "7"));
    rig.call("PATCH", "/director/shop/backends/b1", Map.of("capacity", "3", "role", "standby"));

    assertThat(Difference.of(before, shop()))
        .hasToString(
            "[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"changed\",\"settings\":"
                + "{\"queue-limit\":{\"before\":1000,\"after\":7}}},"
                + "{\"kind\":\"backend\",\"name\":\"b1\",\"change\":\"changed\",\"settings\":"
                + "{\"capacity\":{\"before\":\"unlimited\",\"after\":3},"
                + "\"role\":{\"before\":\"active\",\"after\":\"standby\"}}}]");
  }

  @Test
  void of_parts_tellsWhichCameAndWent() {
    rig.shop();
    rig.call("PUT", "/director/shop/buckets/vip", Map.of("rate", "20%"));
    DirectorConfig before = shop();
    rig.call("DELETE", "/director/shop/backends/b1");
    rig.call("PUT", "/director/shop/backends/b2", ApiRig.URL);
    rig.call("PATCH", "/director/shop/buckets/vip", Map.of("ceil", "40%"));
    rig.call("PUT", "/director/shop/buckets/gold", Map.of("rate", "50%", "parent", "vip"));

    assertThat(Difference.of(before, shop()))
        .hasToString(
            "[{\"kind\":\"backend\",\"name\":\"b1\",\"change\":\"removed\"},"
                + "{\"kind\":\"backend\",\"name\":\"b2\",\"change\":\"created\"},"
                + "{\"kind\":\"bucket\",\"name\":\"vip\",\"change\":\"changed\",\"settings\":"
                + "{\"ceil\":{\"before\":\"20%\",\"after\":\"40%\"}}},"
                + "{\"kind\":\"bucket\",\"name\":\"gold\",\"change\":\"created\"}]");
  }

  @Test
  void of_directorOnDemand_tellsWhatItServes() {
    rig.call("PUT", "/director/shop", Map.of("hostname", "shop.test"));
    DirectorConfig before = shop();
    rig.call("PATCH", "/director/shop", Map.of("port", "8080"));

    assertThat(Difference.of(before, shop()))
        .hasToString(
            "[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"changed\",\"settings\":"
                + "{\"port\":{\"after\":8080}}}]");
  }
}
