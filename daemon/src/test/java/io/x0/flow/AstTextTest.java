package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tree of a program as text, which shows how it was read. */
class AstTextTest {
  private final FlowFixture flow = new FlowFixture();

  private String tree(String expression) {
    String dump = flow.compile("var x = " + expression + "\nsetup { } main { }").dumpAst();
    return dump.substring("var x = ".length(), dump.indexOf('\n'));
  }

  @Test
  void dump_expression_showsPrecedence() {
    assertThat(tree("a or b and not c == d + e * f ** -g ** h"))
        .isEqualTo("((a or b) and (not (c == (d + (e * (f ** ((- g) ** h)))))))");
    assertThat(tree("a xor b =~ /x\\/y/")).isEqualTo("(a xor (b =~ /x/y/))");
    assertThat(tree("a - b - c % d shl e")).isEqualTo("((a - b) - ((c % d) shl e))");
    assertThat(tree("~-a !~ b")).isEqualTo("((~ (- a)) !~ b)");
    assertThat(tree("a('x', b: 2, 'k' => [1s, 5MB])")).isEqualTo("a('x', b: 2, 'k' => [1s, 5mb])");
    assertThat(tree("a 'x' == b() in 20%")).isEqualTo("broken");
    assertThat(tree("a 'x\\'' == b()")).isEqualTo("(a('x\\'') == b())");
    assertThat(tree("\"a#{b}c\" + $HOME + $1")).isEqualTo("((concat('a', b, 'c') + $HOME) + $1)");
    assertThat(tree("20% + 10.0.0.0/8")).isEqualTo("(200000ppm + 10.0.0.0/8)");
  }

  @Test
  void dump_statements_showsTheirNesting() {
    String dump =
        flow.compile(
                """
                setup { listen 'a:1' unless no; }
                main {
                  if req.path { return 404 } elsif x log 'b' else { }
                  match req.path =^ { on '/a', on '/b' { log 'c' } else x = 5 }
                  { var y = yes }
                  log 5 5
                }
                """)
            .dumpAst();

    assertThat(dump)
        .isEqualTo(
            """
            handler setup
              if (not false)
                call listen('a:1')
            handler main
              if req.path
                call return(404)
              elsif x
                call log('b')
              else
              match =^ req.path
                on '/a'
                on '/b'
                  call log('c')
                else
                  set x = 5
              block
                var y = true
              broken
            """);
  }
}
