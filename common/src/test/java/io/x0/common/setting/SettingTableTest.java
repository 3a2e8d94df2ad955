package io.x0.common.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting.Kind;
import io.x0.common.unit.Capacity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTableTest {
  private enum Hue {
    RED,
    DARK_BLUE
  }

  private record Lamp(boolean on, int count, Capacity load, Duration delay, Hue hue, String label) {
    static final SettingTable<Lamp> TABLE =
        new SettingTable<>(
            List.of(
                Setting.flag(
                    "on",
                    "whether it shines",
                    Lamp::on,
                    (l, v) -> new Lamp(v, l.count, l.load, l.delay, l.hue, l.label)),
                Setting.count(
                    "count",
                    "how many",
                    1,
                    9,
                    Lamp::count,
                    (l, v) -> new Lamp(l.on, v, l.load, l.delay, l.hue, l.label)),
                Setting.capacity(
                    "load",
                    "how much",
                    Lamp::load,
                    (l, v) -> new Lamp(l.on, l.count, v, l.delay, l.hue, l.label)),
                Setting.duration(
                    "delay",
                    "how late",
                    Duration.ofSeconds(2),
                    Lamp::delay,
                    (l, v) -> new Lamp(l.on, l.count, l.load, v, l.hue, l.label)),
                Setting.choice(
                    "hue",
                    "what colour",
                    Hue.class,
                    Lamp::hue,
                    (l, v) -> new Lamp(l.on, l.count, l.load, l.delay, v, l.label)),
                Setting.text(
                    "label",
                    "what it says",
                    Lamp::label,
                    (l, v) -> new Lamp(l.on, l.count, l.load, l.delay, l.hue, v.trim()))));
  }

  private static final Lamp LAMP =
      new Lamp(false, 3, new Capacity(7), Duration.ofSeconds(90), Hue.RED, "lamp");

  @ParameterizedTest
  @CsvSource({
    "on, true, true",
    "on, 1, true",
    "on, yes, true",
    "on, on, true",
    "count, 1, 1",
    "count, 9, 9",
    "load, 1, 1",
    "load, unlimited, unlimited",
    "delay, 2s, 2s",
    "delay, 120s, 2m",
    "hue, dark-blue, dark-blue",
    "label, ' x ', x"
  })
  void apply_aGoodValue_changesThisSettingOnly(String name, String text, String shown) {
    Lamp changed = Lamp.TABLE.apply(LAMP, Map.of(name, text));

    Map<String, String> expected = new LinkedHashMap<>(Lamp.TABLE.texts(LAMP));
    expected.put(name, shown);
    assertThat(Lamp.TABLE.texts(changed)).isEqualTo(expected);
    assertThat(Lamp.TABLE.apply(LAMP, Lamp.TABLE.texts(changed))).isEqualTo(changed);
  }

  @ParameterizedTest
  @CsvSource({"false", "0", "no", "off"})
  void apply_wordsForOff_switchOff(String text) {
    Lamp on = Lamp.TABLE.apply(LAMP, Map.of("on", "true"));

    assertThat(Lamp.TABLE.apply(on, Map.of("on", text)).on()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "on, TRUE, true or false",
    "on, 2, true or false",
    "on, '', true or false",
    "count, 0, a whole number from 1 to 9",
    "count, 10, a whole number from 1 to 9",
    "count, x, a whole number from 1 to 9",
    "load, 0, 'a whole number from 1, or unlimited'",
    "delay, 1999ms, at least 2s",
    "delay, 30, 'a duration with a unit, such as 250ms, 30s or 5m'",
    "hue, DARK_BLUE, 'one of red, dark-blue'",
    "hue, dark_blue, 'one of red, dark-blue'",
    "hue, green, 'one of red, dark-blue'",
    "size, 1, 'one of on, count, load, delay, hue, label'"
  })
  void apply_aBadValue_saysWhatIsExpected(String name, String text, String expected) {
    assertThatThrownBy(() -> Lamp.TABLE.apply(LAMP, Map.of(name, text)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(name + ": " + (text.isEmpty() ? "''" : text) + " (expected: " + expected + ")")
        .extracting(e -> ((InvalidValueException) e).field())
        .isEqualTo(name);
  }

  @Test
  void apply_severalOfWhichOneIsBad_leavesTheSubjectAlone() {
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put("count", "5");
    changes.put("load", "none");
    changes.put("hue", "worse");

    assertThatThrownBy(() -> Lamp.TABLE.apply(LAMP, changes))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("load: none");
    assertThat(LAMP.count()).isEqualTo(3);
  }

  @Test
  void apply_nothing_isTheSame() {
    assertThat(Lamp.TABLE.apply(LAMP, Map.of())).isEqualTo(LAMP);
  }

  @Test
  void texts_areInTheOrderOfDeclaration() {
    assertThat(Lamp.TABLE.texts(LAMP))
        .containsExactly(
            Map.entry("on", "false"),
            Map.entry("count", "3"),
            Map.entry("load", "7"),
            Map.entry("delay", "1m30s"),
            Map.entry("hue", "red"),
            Map.entry("label", "lamp"));
    assertThat(Lamp.TABLE.all())
        .extracting(Setting::name)
        .containsExactly("on", "count", "load", "delay", "hue", "label");
  }

  @Test
  void write_showsEveryKindAsItsJson() {
    JsonObject out = new JsonObject();
    Lamp.TABLE.write(LAMP, out);

    assertThat(out)
        .hasToString(
            "{\"on\":false,\"count\":3,\"load\":7,\"delay\":\"1m30s\",\"hue\":\"red\","
                + "\"label\":\"lamp\"}");
  }

  @Test
  void write_unlimited_isAString() {
    JsonObject out = new JsonObject();
    Lamp.TABLE.write(Lamp.TABLE.apply(LAMP, Map.of("load", "unlimited", "on", "1")), out);

    assertThat(out.get("load")).hasToString("\"unlimited\"");
    assertThat(out.get("on")).hasToString("true");
  }

  @Test
  void kinds_areAsDeclared() {
    assertThat(Lamp.TABLE.all())
        .extracting(Setting::kind)
        .containsExactly(Kind.FLAG, Kind.COUNT, Kind.CAPACITY, Kind.TEXT, Kind.TEXT, Kind.TEXT);
  }

  @Test
  void has_onlyWhatIsDeclared() {
    assertThat(Lamp.TABLE.has("hue")).isTrue();
    assertThat(Lamp.TABLE.has("Hue")).isFalse();
  }

  @Test
  void new_oneNameTwice_isABug() {
    Setting<Lamp> on = Lamp.TABLE.all().iterator().next();

    assertThatThrownBy(() -> new SettingTable<>(List.of(on, on)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("declared twice: on");
  }
}
