package io.x0.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {} ",
        "{\"a\":1}",
        "{\"a\":-1.5e3,\"b\":true,\"c\":null,\"d\":[1,\"2\"],\"e\":{}}",
        "\n{\t\"\\u00e9\" : \"\\n\" }\r\n"
      })
  void object_oneObject_isRead(String text) {
    assertThat(Json.object(text)).isNotNull();
  }

  @Test
  void object_members_areKeptInOrder() {
    JsonObject object = Json.object("{\"b\": 8, \"a\": \"x\\n\\u00e9\"}");

    assertThat(object.keySet()).containsExactly("b", "a");
    assertThat(object.get("b").getAsString()).isEqualTo("8");
    assertThat(object.get("a").getAsString()).isEqualTo("x\n\u00e9");
  }

  @Test
  void object_numbers_keepTheirSpelling() {
    JsonObject object =
        Json.object("{\"a\": 1e999999999, \"b\": 1.0, \"c\": 12345678901234567890}");

    assertThat(object.get("a").getAsString()).isEqualTo("1e999999999");
    assertThat(object.get("b").getAsString()).isEqualTo("1.0");
    assertThat(object.get("c").getAsString()).isEqualTo("12345678901234567890");
  }

  @Test
  void object_membersOfOneName_theLastCounts() {
    JsonObject object = Json.object("{\"a\": 1, \"b\": 2, \"a\": 3}");

    assertThat(object.get("a").getAsString()).isEqualTo("3");
    assertThat(object.size()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"a\"",
        "[]",
        "[{}]",
        "true",
        "{",
        "}",
        "{}{}",
        "{} x",
        "{} 1",
        "{},",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\"=1}",
        "{\"a\":1;\"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{\"a\":b}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "{\"a\":TRUE}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":5.}",
        "{\"a\":0x1}",
        "{\"a\":1} // comment",
        "// comment\n{}",
        "# comment\n{}",
        "{/* c */}",
        ")]}'\n{}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u00\"}",
        "{\"a\":\"",
        "{\"a\":[1,]}",
        "<html></html>"
      })
  void object_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Json.object(text)).isInstanceOf(JsonParseException.class);
  }

  @Test
  void object_nestedDeeply_isRefusedBeforeTheStackEnds() {
    assertThat(Json.object(nested(63))).isNotNull();
    assertThatThrownBy(() -> Json.object(nested(64))).isInstanceOf(JsonParseException.class);
    assertThatThrownBy(() -> Json.object(nested(500_000))).isInstanceOf(JsonParseException.class);
    assertThatThrownBy(() -> Json.object("{\"a\":".repeat(200_000)))
        .isInstanceOf(JsonParseException.class);
  }

  private static String nested(int arrays) {
    return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }

  @Test
  void pretty_isIndentedAndEndsInALineFeed() {
    assertThat(Json.pretty(Json.object("{\"a\":\"<&'\\u2028>\",\"b\":null,\"c\":[]}")))
        .isEqualTo("{\n  \"a\": \"<&'\\u2028>\",\n  \"b\": null,\n  \"c\": []\n}\n");
  }

  @Test
  void pretty_controlCharacters_areEscaped() {
    JsonObject object = new JsonObject();
    object.addProperty("a", "\u0000\n\u001b\"\\");

    assertThat(Json.pretty(object)).isEqualTo("{\n  \"a\": \"\\u0000\\n\\u001b\\\"\\\\\"\n}\n");
    assertThat(Json.object(Json.pretty(object))).isEqualTo(object);
  }
}
