package io.x0.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What is written as YAML is read by somebody else. */
class YamlTextTest {
  @Test
  void of_director_isIndentedAndQuotesOnlyWhereItMust() {
    JsonElement json =
        JsonParser.parseString(
            """
            {"name":"shop","capacity":8,"rate":0.5,"share":"20%","timeout":"30s","body":"",
             "url":"http://127.0.0.1:81/x","on":true,"backends":[{"name":"b1","stats":{"load":1}},
             {"name":"yes"}],"none":[],"empty":{},"nothing":null,"list":[[1,2],["a"]]}
            """);

    assertThat(YamlText.of(json))
        .isEqualTo(
            """
            name: shop
            capacity: 8
            rate: 0.5
            share: "20%"
            timeout: "30s"
            body: ""
            url: http://127.0.0.1:81/x
            "on": true
            backends:
              - name: b1
                stats:
                  load: 1
              - name: "yes"
            none: []
            empty: {}
            nothing: null
            list:
              - - 1
                - 2
              - - a
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a ",
        " a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "- a",
        "-",
        "---",
        "a - b",
        "?",
        "!x",
        "*x",
        "&x",
        "%x",
        "@x",
        "`x",
        "true",
        "Null",
        "NO",
        "y",
        "~",
        "1",
        "1.5",
        "0x1f",
        "1e3",
        "12:30:45",
        "2026-11-27",
        ".inf",
        "a\tb",
        "a\nb",
        "\u001b[2J",
        "\"",
        "'",
        "a\\b",
        "{a}",
        "[a]",
        "a, b",
        "\u00e9",
        "\ud83d\ude00",
        "\u202e",
        "\u0085",
        "=",
        "<<",
        "a/b",
        "x y  z",
        "x:y",
        "x::"
      })
  void of_text_isReadAsThatText(String text) {
    JsonObject object = new JsonObject();
    object.addProperty("value", text);
    object.addProperty(text.isEmpty() ? "key" : text, "value");

    assertThat(read(object)).isEqualTo(object);
  }

  @Test
  void of_anything_isReadAsTheSame() {
    for (int seed = 0; seed < 300; seed++) {
      JsonObject object = new JsonObject();
      object.add("root", random(new Random(seed), 4));

      assertThat(read(object)).as("seed " + seed).isEqualTo(object);
    }
  }

  private static JsonElement random(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 5 : 8);
    switch (kind) {
      case 0:
        return JsonNull.INSTANCE;
      case 1:
        return new JsonPrimitive(random.nextBoolean());
      case 2:
        return new JsonPrimitive(random.nextInt(2000) - 1000);
      case 3:
        return new JsonPrimitive(random.nextInt(1000) / 8.0);
      case 4:
        return new JsonPrimitive(text(random));
      case 5:
        JsonArray array = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(random(random, depth - 1));
        }
        return array;
      default:
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.add(text(random), random(random, depth - 1));
        }
        return object;
    }
  }

  private static String text(Random random) {
    String alphabet = "ab-:# .,\"'\\{}[]%@!&*?|>~0\n\u001b\u00e9";
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  private static JsonElement read(JsonElement written) {
    return json(new Yaml().load(YamlText.of(written)));
  }

  private static JsonElement json(Object value) {
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, member) -> object.add((String) key, json(member)));
      return object;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(json(item)));
      return array;
    }
    if (value instanceof String text) {
      return new JsonPrimitive(text);
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive((Number) value);
  }
}
