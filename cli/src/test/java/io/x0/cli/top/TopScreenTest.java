package io.x0.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopScreenTest {
  private final View view = new View();

  private List<String> screen(int width, int height) {
    return TopScreen.of(view, new TopScreen.Size(width, height, false, true));
  }

  private void show(int directors, int selected, int backends) {
    view.directors.select("d" + selected);
    view.overall(Frames.overall(directors));
    view.detail("d" + selected, Frames.detail(selected, backends));
  }

  @Test
  void of_80x24_showsDirectorsBucketsAndBackends() {
    show(3, 1, 4);

    assertThat(screen(80, 24))
        .hasSize(24)
        .startsWith(
            "x0 top  18:00:01  3 directors  120 req/s  3 in flight  4711 in all",
            "req/s " + "#" + " ".repeat(59) + " max 120",
            "",
            " DIRECTOR*      STATE     REQ/S  ERR/S    LOAD/CAP QUEUE  DROP   P50   P99 CACHE",
            " d0             degraded      0      0        0/16     0     0  1.23  23.2     -",
            ">d1             up            1      0        1/16     0     0  1.23  23.2     -",
            " d2             up            2      0        2/16     0     0  1.23  23.2     -")
        .contains(
            " BUCKET         USED +BORROWED |CEIL     USED  ASSURED..CEIL QUEUE  REQ/S",
            " root           #############.......|      12         20..20     1      3",
            "  vip           ######++        |         8+2          6..16     1      3",
            " BACKEND        LOAD                    LOAD/CAP  THR STATE     REQ/S  ERR/S",
            " b1             ##...................       1/10      offline       1      0",
            " b2             ####.......                 2/10  50% online        2      0");
  }

  @ParameterizedTest
  @CsvSource({"80,24", "200,50", "60,10", "40,5", "20,3", "300,100"})
  void of_anySize_fits(int width, int height) {
    show(100, 57, 200);

    List<String> lines = screen(width, height);

    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines).allMatch(line -> line.codePointCount(0, line.length()) <= width);
    if (height >= 24) {
      assertThat(lines).anyMatch(line -> line.startsWith(">d57 "));
      assertThat(lines).anyMatch(line -> line.startsWith(" b9 ") || line.startsWith(" b0 "));
    }
  }

  @Test
  void of_nothingYet_isAnEmptyScreen() {
    assertThat(screen(80, 24)).hasSize(24).first().asString().startsWith("x0 top  -  0 directors");
  }

  @Test
  void of_colours_changeNoColumn() {
    show(3, 1, 4);
    TopScreen.Size coloured = new TopScreen.Size(80, 24, true, true);

    List<String> lines = TopScreen.of(view, coloured);

    assertThat(lines).anyMatch(line -> line.contains("\u001b[33mdegraded\u001b[0m"));
    assertThat(lines.stream().map(line -> line.replaceAll("\u001b\\[\\d*m", "").stripTrailing()))
        .isEqualTo(screen(80, 24).stream().map(String::stripTrailing).toList());
  }

  @Test
  void of_order_sortsByFigures() {
    view.directors.nextOrder();
    show(12, 1, 0);

    assertThat(view.directors.order()).isEqualTo("requests-per-second");
    assertThat(screen(80, 40)).element(4).asString().startsWith(" d11 ");
  }

  @Test
  void of_filter_showsOnlyThose() {
    view.directors.filter("d1");
    show(12, 1, 0);

    assertThat(view.directors.size()).isEqualTo(3);
    assertThat(screen(80, 24)).noneMatch(line -> line.contains("d2"));
  }

  @Test
  void of_cache_showsTheHitRatio() {
    JsonObject frame = Frames.overall(1);
    JsonObject director = frame.getAsJsonObject("directors").getAsJsonObject("d0");
    JsonObject cache = new JsonObject();
    cache.addProperty("hit-ratio", 0.876);
    director.add("cache", cache);
    view.overall(frame);

    assertThat(screen(80, 24)).element(4).asString().endsWith("   88%");
  }

  @Test
  void spark_showsTheLastSecondsInProportion() {
    Spark spark = new Spark();
    for (int i = 0; i < 100; i++) {
      spark.add(i % 2 == 0 ? 0 : i);
    }

    assertThat(spark.max()).isEqualTo(99);
    assertThat(spark.line(4, true)).isEqualTo("_#_#");
    assertThat(spark.line(100, false)).hasSize(60).endsWith("\u2581\u2588");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,5,10,20,10,..._|_____",
    "2,0,5,10,20,10,#.._|_____",
    "8,3,5,10,20,10,###+|_____",
    "10,5,5,10,20,10,###++_____",
    "20,0,20,20,20,10,##########",
    "1,0,0,0,0,10,__________"
  })
  void bar_bucket_showsWhatIsOwnBorrowedIdleAndAtMost(
      double used, double borrowed, double rate, double ceil, double all, int width, String bar) {
    assertThat(Bars.bucket(used, borrowed, rate, ceil, all, width, true).replace(' ', '_'))
        .isEqualTo(bar);
  }

  @Test
  void brief_staysWithinFiveColumns() {
    assertThat(
            List.of(0.0, 0.25, 9.5, 12.6, 4711.0, 12_345.0, 1_234_567.0).stream()
                .map(Figures::brief))
        .containsExactly("0", "0.3", "9.5", "13", "4711", "12.3k", "1.2M");
  }
}
