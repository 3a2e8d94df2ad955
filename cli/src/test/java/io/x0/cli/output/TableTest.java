package io.x0.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.cli.output.Column.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  private static final String LONG_URL = "http://backend-17.rack-4.datacenter.example.org:18080";

  @Test
  void render_wide_showsEverything() {
    assertThat(text(table(), new Layout(200, false)))
        .isEqualTo(
            """
            NAME                     URL                                                    STATE   LOAD
            a                        http://a:1                                             online     1
            a-rather-long-name-here  http://backend-17.rack-4.datacenter.example.org:18080  online  1000
            """);
  }

  @Test
  void render_80Columns_cutsTheWidestAndKeepsTheEndOfAddresses() {
    assertThat(text(table(), new Layout(80, false)))
        .isEqualTo(
            """
            NAME                    URL                                          STATE  LOAD
            a                       http://a:1                                   online    1
            a-rather-long-name-here \u2026kend-17.rack-4.datacenter.example.org:18080 online 1000
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 79, 80, 81, 100, 200})
  void render_anyWidth_fits(int width) {
    assertThat(text(table(), new Layout(width, false)).lines())
        .allMatch(line -> line.length() <= width);
  }

  @Test
  void render_tooNarrow_keepsNumbersAndStatesComplete() {
    assertThat(text(table(), new Layout(10, false))).contains("online 1000");
  }

  @Test
  void render_noTerminal_cutsNothingAndLeavesNoTrailingBlanks() {
    String text = text(table(), Layout.PLAIN);

    assertThat(text).contains(LONG_URL);
    assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void render_lastColumnText_leavesNoTrailingBlanks() {
    Table table = new Table(List.of(new Column("A", Kind.TEXT), new Column("B", Kind.TEXT)));
    table.add(List.of("1", "x"));
    table.add(List.of("2", "longer"));

    assertThat(text(table, Layout.PLAIN)).isEqualTo("A  B\n1  x\n2  longer\n");
  }

  @Test
  void render_coloured_alignsAsWithoutColours() {
    String text = text(table(), new Layout(200, true));

    assertThat(text).contains("\u001b[32monline\u001b[0m  1000");
    assertThat(text.replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(text(table(), new Layout(200, false)));
  }

  @Test
  void render_charactersBeyondTheBasicPlane_areNotHalved() {
    Table table = new Table(List.of(new Column("A", Kind.TEXT), new Column("N", Kind.NUMBER)));
    table.add(List.of("\ud83d\ude00".repeat(30), "1"));

    assertThat(text(table, new Layout(20, false)).lines().skip(1))
        .containsExactly("\ud83d\ude00".repeat(17) + "\u2026 1");
  }

  @Test
  void add_wrongNumberOfCells_isABug() {
    assertThatThrownBy(() -> table().add(List.of("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(Table table, Layout layout) {
    return TableText.of(table, Format.TABLE, true, layout);
  }

  private static Table table() {
    Table table =
        new Table(
            List.of(
                new Column("NAME", Kind.TEXT),
                new Column("URL", Kind.ADDRESS),
                new Column("STATE", Kind.STATE),
                new Column("LOAD", Kind.NUMBER)));
    table.add(List.of("a", "http://a:1", "online", "1"));
    table.add(List.of("a-rather-long-name-here", LONG_URL, "online", "1000"));
    return table;
  }
}
