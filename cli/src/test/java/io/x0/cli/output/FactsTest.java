package io.x0.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FactsTest {
  @Test
  void render_facts_alignsValues() {
    Facts facts = new Facts();
    facts.add("a", "1");
    facts.add("longer", "");
    facts.add("b\n", "2\u001b");

    assertThat(facts.render(Layout.PLAIN)).isEqualTo("a       1\nlonger\nb       2\n");
  }

  @Test
  void render_coloured_coloursOnlyTheState() {
    Facts facts = new Facts();
    facts.add("state", "down");
    facts.add("name", "down");

    assertThat(facts.render(new Layout(80, true)))
        .isEqualTo("state  \u001b[31mdown\u001b[0m\nname   down\n");
  }
}
