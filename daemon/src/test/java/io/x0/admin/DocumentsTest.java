package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import io.x0.common.name.BackendUrl;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents are written by hand; they must not fall behind. */
class DocumentsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\| ([^|]+) \\| [^|]+.*");
  private static final Pattern SAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final BackendConfig BACKEND =
      BackendConfig.of("b1", BackendUrl.parse("url", "http://h:1"));

  private static String section(String document, String heading) throws IOException {
    String text = Files.readString(DOCS.resolve(document));
    int begin = text.indexOf("\n" + heading + "\n");
    assertThat(begin).as(document + " has no section: " + heading).isNotNegative();
    int end = text.indexOf("\n#", begin + heading.length());
    return text.substring(begin, end < 0 ? text.length() : end);
  }

  /** Returns the defaults of the settings in the table of a section. */
  private static Map<String, String> documented(String heading) throws IOException {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (String line : section("semantics.md", heading).lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String text = row.group(2).replace("`", "");
        defaults.put(row.group(1), text.equals("empty") ? "" : text);
      }
    }
    return defaults;
  }

  @Test
  void semantics_everySettingOfADirector_isThereWithItsDefault() throws IOException {
    assertThat(documented("### Settings of a director"))
        .containsExactlyInAnyOrderEntriesOf(DirectorSettings.TABLE.texts(DirectorSettings.DEFAULT));
  }

  @Test
  void semantics_everySettingOfABackend_isThereWithItsDefault() throws IOException {
    Map<String, String> expected = BackendConfig.TABLE.texts(BACKEND);
    expected.put("url", "required");

    assertThat(documented("### Settings of a backend"))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void configuration_everySettingOfABackend_canStandInItsUrl() throws IOException {
    assertThat(names(BackendConfig.TABLE))
        .filteredOn(name -> !name.equals("url"))
        .allSatisfy(
            name ->
                assertThat(Files.readString(DOCS.resolve("configuration.md")))
                    .contains("| `" + name + "` | "));
  }

  private static <T> List<String> names(SettingTable<T> table) {
    return table.all().stream().map(Setting::name).toList();
  }

  private static List<JsonObject> samples(String heading) throws IOException {
    List<JsonObject> samples = new ArrayList<>();
    Matcher match = SAMPLE.matcher(section("api.md", heading));
    while (match.find()) {
      samples.add(Json.object(match.group(1)));
    }
    return samples;
  }

  /** Returns the paths of all members but those below empty objects, lists by their first. */
  private static TreeSet<String> members(JsonElement element) {
    TreeSet<String> paths = new TreeSet<>();
    collect("", element, paths);
    return paths;
  }

  private static void collect(String path, JsonElement element, TreeSet<String> paths) {
    if (element instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        String below = path + "/" + member.getKey();
        paths.add(below);
        // Has a member for each state that there has been.
        if (!member.getKey().equals("terminations")) {
          collect(below, member.getValue(), paths);
        }
      }
    } else if (element instanceof JsonArray list && !list.isEmpty()) {
      collect(path, list.get(0), paths);
    }
  }

  private static ApiRig rig() {
    ApiRig rig = new ApiRig();
    rig.shop();
    rig.call("PUT", "/director/shop/buckets/vip", Map.of("rate", "20%"));
    rig.admit().settle(Outcome.UNREACHABLE);
    return rig;
  }

  private static JsonObject without(JsonObject object, String... names) {
    for (String name : names) {
      object.add(name, new JsonArray());
    }
    return object;
  }

  @Test
  void api_samples_haveTheMembersThatTheApiHas() throws IOException {
    ApiRig rig = rig();

    assertThat(members(samples("## A director").get(0)))
        .isEqualTo(
            members(without(rig.call("GET", "/director/shop").body(), "backends", "buckets")));
    assertThat(members(samples("## A backend").get(0)))
        .isEqualTo(members(rig.call("GET", "/director/shop/backends/b1").body()));
    assertThat(members(samples("## A bucket").get(0)))
        .isEqualTo(members(rig.call("GET", "/director/shop/buckets/vip").body()));
  }

  @Test
  void api_sampleOfADirectorOnDemand_isTheBeginningOfTheAnswer() throws IOException {
    JsonObject sample = samples("### On demand").get(0);

    JsonObject answer =
        new ApiRig()
            .call("PUT", "/director/shop", Map.of("hostname", "shop.example.org", "port", "8080"))
            .body();

    answer.keySet().retainAll(sample.keySet());
    assertThat(answer).hasToString(sample.toString());
  }

  @Test
  void api_sampleOfAWholeDirector_canBePut() throws IOException {
    ApiRig rig = new ApiRig();
    JsonObject sample = samples("### A whole director").get(0);

    assertThat(rig.document("/director/shop", sample).status()).isEqualTo(201);
    JsonObject shop = rig.call("GET", "/director/shop").body();
    assertThat(shop.get("queue-limit")).isEqualTo(sample.get("queue-limit"));
    assertThat(shop.getAsJsonArray("backends")).hasSize(2);
    assertThat(shop.getAsJsonArray("buckets")).hasSize(4);
  }

  @Test
  void api_samplesOfHealthAndEvents_haveTheMembersThatTheApiHas() throws IOException {
    ApiRig rig = rig();
    List<JsonObject> samples = samples("## Health and events");

    assertThat(members(samples.get(0)))
        .isEqualTo(members(rig.call("GET", "/director/shop/backends/b1/health").body()));
    assertThat(members(samples.get(1)))
        .isEqualTo(members(rig.call("GET", "/events").body().getAsJsonArray("events").get(0)));
  }

  @Test
  void api_samplesOfFigures_haveTheMembersThatTheApiHas() throws IOException {
    JsonObject stats = rig().call("GET", "/director/shop/stats").body();
    List<JsonObject> samples = samples("## Figures of a director");
    JsonObject history =
        stats.getAsJsonObject("stats").getAsJsonObject("traffic").getAsJsonObject("history");

    assertThat(history.keySet()).isEqualTo(samples.get(1).keySet());
    stats.add("stats", new JsonObject());
    for (String part : List.of("backends", "buckets")) {
      stats.getAsJsonArray(part).get(0).getAsJsonObject().add("stats", new JsonObject());
    }
    assertThat(members(stats)).isEqualTo(members(samples.get(0)));
  }
}
