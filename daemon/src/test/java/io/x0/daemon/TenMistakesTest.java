package io.x0.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with many mistakes is reported in one run: each where it is, with what would be right. */
class TenMistakesTest {
  @TempDir Path folder;

  @Test
  void check_tenMistakes_areTenErrorsInOneRun() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("ten.conf"),
            """
            # Ten mistakes of ten kinds, one a line.
            var grace = 5 parsecs;

            setup {
              listen '127.0.0.1:8080';
              director.create 'shop', 'one' => 'http://127.0.0.1:9001?capcity=8';
              director.set 'shop', 'queue-timeout' => '30';
              director.bucket 'shop', 'vip', rate: 20;
              state.dir;
            }

            loop { loop }

            main {
              if req.path =~ /^\\/(shop/ { loop }
              if req.locaport == 80 { return 200 }
              listen ':8081';
              req.clasify 'vip';
              return 404 if req.host == 5;
              x = = 5;
              echo 'the end;
              director.balance 'shop';
            }
            """);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exit =
        Main.run(
            new String[] {"--check", file.toString()},
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));

    assertThat(exit).isEqualTo(1);
    assertThat(out.size()).isZero();
    assertThat(err.toString(UTF_8).replace(file.toString(), "ten.conf"))
        .isEqualTo(
            """
            ten.conf:2:15: error: unknown unit 'parsecs'
            var grace = 5 parsecs;
                          ^
              units are ms, s, min, h, d and k, mb, gb
            ten.conf:6:27: error: a backend has no setting 'capcity'
              director.create 'shop', 'one' => 'http://127.0.0.1:9001?capcity=8';
                                      ^
              did you mean 'capacity'?
            ten.conf:7:24: error: queue-timeout: 30 (expected: a duration with a unit, such as 250ms, 30s or 5m)
              director.set 'shop', 'queue-timeout' => '30';
                                   ^
            ten.conf:8:40: error: 'rate' of 'director.bucket' must be Share, not Number
              director.bucket 'shop', 'vip', rate: 20;
                                                   ^
              a share needs a percent sign: 20%
            ten.conf:9:3: error: 'state.dir' misses 'folder'
              state.dir;
              ^
              it is state.dir(folder: String)
            ten.conf:12:8: error: handler 'loop' calls itself
            loop { loop }
                   ^
              loop -> loop
            ten.conf:15:18: error: not an RE2 regex: missing closing ) in '^/(shop'
              if req.path =~ /^\\/(shop/ { loop }
                             ^
            ten.conf:16:6: error: unknown variable or function 'req.locaport'
              if req.locaport == 80 { return 200 }
                 ^
              did you mean 'req.localport'?
            ten.conf:17:3: error: 'listen' can only be called in setup
              listen ':8081';
              ^
            ten.conf:18:3: error: unknown function or handler 'req.clasify'
              req.clasify 'vip';
              ^
              did you mean 'req.classify'?
            ten.conf:19:26: error: '==' does not take String and Number
              return 404 if req.host == 5;
                                     ^
              write it in quotes: '5'
            ten.conf:20:7: error: unexpected '=', expected an expression
              x = = 5;
                  ^
            ten.conf:21:8: error: string is not closed
              echo 'the end;
                   ^
              add a closing '
            """);
  }

  @Test
  void check_mistakesMended_isOk() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("good.conf"),
            """
            var grace = 5s;
            setup {
              listen '127.0.0.1:8080';
              director.create 'shop', 'one' => 'http://127.0.0.1:9001?capacity=8';
              director.set 'shop', 'queue-timeout' => '30s';
              director.bucket 'shop', 'vip', rate: 20%;
            }
            main {
              if req.path =~ /^\\/(shop)/ { req.classify 'vip' }
              return 404 if req.host == '5';
              director.balance 'shop';
            }
            """);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(
            Main.run(
                new String[] {"--check", file.toString()},
                new PrintStream(out, true, UTF_8),
                new PrintStream(out, true, UTF_8)))
        .isZero();
    assertThat(out.toString(UTF_8)).isEqualTo(file + ": OK" + System.lineSeparator());
  }

  @Test
  void check_fileTwice_isAUsageError() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertThat(
            Main.run(
                new String[] {"--check", "-c", "a.conf", "b.conf"},
                System.out,
                new PrintStream(err, true, UTF_8)))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("x0d: unexpected 'b.conf'").hasLineCount(1);
  }
}
