package io.x0.cli.command;

import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import io.x0.cli.syntax.Syntax;
import io.x0.common.name.Names;
import io.x0.common.unit.Count;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a command is about, and how it is named on the command line and in the API. */
enum Subject {
  DIRECTOR("director", 1),
  BACKEND("backend", 2),
  BUCKET("bucket", 2);

  static final String ROOT_BUCKET = "root";

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

  /** Returns the settings that have options of their own. */
  List<String> optional() {
    return switch (this) {
      case DIRECTOR -> List.of("hostname", "port");
      case BACKEND -> List.of("capacity", "role", "weight", "slow-start");
      case BUCKET -> List.of("rate", "ceil", "queue-limit");
    };
  }

  /** Returns what its name is called in a synopsis. */
  String label() {
    return word.toUpperCase(Locale.ROOT);
  }

  /** Declares the parameters that name one there is. */
  void declare(Syntax syntax) {
    declare(syntax, label());
  }

  /** Declares the parameters that name one there is not yet. */
  void declareNew(Syntax syntax) {
    declare(syntax, "NAME");
  }

  private void declare(Syntax syntax, String label) {
    if (this != DIRECTOR) {
      Declare.parameter(syntax, 0, DIRECTOR.label(), "name of the director");
    }
    Declare.parameter(syntax, parameters - 1, label, "name of the " + word);
  }

  /** Returns the name of the one that {@code arguments} name, for people. */
  String title(Arguments arguments) {
    String first = arguments.parameter(0);
    return word + " " + (this == DIRECTOR ? first : first + "/" + arguments.parameter(1));
  }

  /**
   * Returns the path of the one that {@code arguments} name.
   *
   * @throws io.x0.common.InvalidValueException if that cannot be a name
   */
  String path(Arguments arguments) {
    return this == DIRECTOR
        ? director(arguments)
        : siblings(arguments) + segment(word, arguments.parameter(1));
  }

  /**
   * Returns a request that changes the one that {@code arguments} name.
   *
   * @throws UsageException if that cannot be changed
   */
  Request request(String method, Arguments arguments) {
    if (this == BUCKET && arguments.parameter(1).equals(ROOT_BUCKET)) {
      throw new UsageException(
          title(arguments)
              + " is fixed: it has what the backends take"
              + " (set their capacity, or max-in-flight of the director)");
    }
    return Request.of(method, path(arguments)).withIfMatch(revision(arguments));
  }

  /**
   * Returns a request that changes a part of the one that {@code arguments} name.
   *
   * @param part its path below that of the whole
   */
  Request request(String method, Arguments arguments, String part) {
    return Request.of(method, path(arguments) + part).withIfMatch(revision(arguments));
  }

  /** Returns the path of all of this kind in the director that {@code arguments} name. */
  String siblings(Arguments arguments) {
    return director(arguments) + "/" + word + "s/";
  }

  private static String director(Arguments arguments) {
    return director(arguments.parameter(0));
  }

  /**
   * Returns the path of the director called {@code name}.
   *
   * @throws io.x0.common.InvalidValueException if that cannot be a name
   */
  static String director(String name) {
    return "/director/" + segment("director", name);
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
