package io.x0.cli.command;

import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import io.x0.common.name.Names;
import io.x0.common.unit.Count;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What a command is about, and how it is named on the command line and in the API. */
enum Subject {
  DIRECTOR("director", 1),
  BACKEND("backend", 2);

  private final String word;
  private final int parameters;

  Subject(String word, int parameters) {
    this.word = word;
    this.parameters = parameters;
  }

  /** Returns the word for its kind. */
  String word() {
    return word;
  }

  /** Returns how many parameters name one. */
  int parameters() {
    return parameters;
  }

  /** Declares the parameters that name one. */
  void declare(CommandSpec spec) {
    if (this == BACKEND) {
      Declare.parameter(spec, 0, "DIRECTOR", "name of the director");
    }
    Declare.parameter(spec, parameters - 1, "NAME", "name of the " + word);
  }

  /** Returns the name of the one that {@code arguments} name, for people. */
  String title(Arguments arguments) {
    String first = arguments.parameter(0);
    return word + " " + (this == BACKEND ? first + "/" + arguments.parameter(1) : first);
  }

  /**
   * Returns the path of the one that {@code arguments} name.
   *
   * @throws io.x0.common.InvalidValueException if that cannot be a name
   */
  String path(Arguments arguments) {
    String director = "/director/" + segment("director", arguments.parameter(0));
    return this == BACKEND
        ? director + "/backends/" + segment("backend", arguments.parameter(1))
        : director;
  }

  /** Returns a request about the one that {@code arguments} name. */
  Request request(String method, Arguments arguments) {
    return Request.of(method, path(arguments)).withIfMatch(revision(arguments));
  }

  /** Returns the path of the backends of the director that {@code arguments} name. */
  static String backends(Arguments arguments) {
    return DIRECTOR.path(arguments) + "/backends/";
  }

  private static String segment(String field, String name) {
    return Segment.encode(Names.check(field, name));
  }

  private static @Nullable String revision(Arguments arguments) {
    String text = arguments.option("--if-revision");
    return text == null
        ? null
        : Integer.toString(Count.parse("--if-revision", text, 1, Integer.MAX_VALUE));
  }
}
