package io.x0.link;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting;
import java.util.List;

/**
 * Which script of a FastCGI backend serves a request. Immutable.
 *
 * @param documentRoot the folder of the scripts, as the backend sees it; empty leaves that to it
 * @param index the script of a path that ends with a slash
 * @param script the one script that serves every request; empty: the path says which
 * @param pathInfo a regular expression with two groups, the script's name and what follows it
 * @param keepConnection whether connections are used again. A worker of PHP serves one connection
 *     until that ends: as many idle ones as there are workers, and nobody else is served
 */
public record FastCgi(
    String documentRoot, String index, String script, String pathInfo, boolean keepConnection) {
  private static final java.util.regex.Pattern FILE =
      java.util.regex.Pattern.compile("[^/\\x00-\\x1f\\x7f]{1,255}");

  /** As PHP likes it. */
  public static final FastCgi DEFAULT =
      new FastCgi("", "index.php", "", "^(/.+?\\.php)(/.*)$", false);

  static final List<Setting<FastCgi>> SETTINGS =
      List.of(
          Setting.text(
              "fcgi-document-root",
              "fcgi: folder of the scripts, as the backend sees it",
              FastCgi::documentRoot,
              (f, v) ->
                  new FastCgi(
                      Link.path("fcgi-document-root", v),
                      f.index,
                      f.script,
                      f.pathInfo,
                      f.keepConnection)),
          Setting.text(
              "fcgi-index",
              "fcgi: script of a path that ends with a slash",
              FastCgi::index,
              (f, v) ->
                  new FastCgi(f.documentRoot, file(v), f.script, f.pathInfo, f.keepConnection)),
          Setting.text(
              "fcgi-script",
              "fcgi: script that serves every request; empty: the path says which",
              FastCgi::script,
              (f, v) ->
                  new FastCgi(
                      f.documentRoot,
                      f.index,
                      Link.path("fcgi-script", v),
                      f.pathInfo,
                      f.keepConnection)),
          Setting.text(
              "fcgi-path-info",
              "fcgi: regular expression of script name and path info, in two groups",
              FastCgi::pathInfo,
              (f, v) ->
                  new FastCgi(
                      f.documentRoot, f.index, f.script, regularExpression(v), f.keepConnection)),
          Setting.flag(
              "fcgi-keep-connection",
              "fcgi: whether connections are used again; each occupies a worker of PHP",
              FastCgi::keepConnection,
              (f, v) -> new FastCgi(f.documentRoot, f.index, f.script, f.pathInfo, v)));

  private static String file(String text) {
    if (!FILE.matcher(text).matches()) {
      throw new InvalidValueException("fcgi-index", text, "a file name, such as index.php");
    }
    return text;
  }

  private static String regularExpression(String text) {
    try {
      if (Pattern.compile(text).groupCount() == 2) {
        return text;
      }
    } catch (PatternSyntaxException e) {
      throw new InvalidValueException(
          "fcgi-path-info", text, "a regular expression: " + e.getMessage());
    }
    throw new InvalidValueException(
        "fcgi-path-info",
        text,
        "a regular expression with two groups, such as ^(/.+?\\.php)(/.*)$");
  }
}
