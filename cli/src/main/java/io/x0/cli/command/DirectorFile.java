package io.x0.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.common.FileFailure;
import io.x0.common.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads files of directors. Stateless. */
final class DirectorFile {
  private static final Pattern LINE = Pattern.compile("at line (\\d+) column");

  private DirectorFile() {}

  /**
   * Returns the text of a file.
   *
   * @throws ImportException if there is none
   */
  static String read(String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ImportException(file + ": it is not text in UTF-8");
    } catch (IOException e) {
      throw new ImportException(file + ": cannot be read: " + FileFailure.reason(e));
    } catch (InvalidPathException e) {
      throw new ImportException(file + ": is no file name");
    }
  }

  /**
   * Returns the directors that an export holds, each a whole one even if it is empty.
   *
   * @param file what it is called
   * @throws ImportException if it is not JSON
   */
  static List<JsonObject> directors(String file, String text) {
    JsonObject read;
    try {
      read = Json.object(text);
    } catch (JsonParseException e) {
      Matcher line = LINE.matcher(String.valueOf(e.getMessage()));
      throw new ImportException(
          file + ":" + (line.find() ? line.group(1) : "1") + ": it is not JSON (RFC 8259)");
    }
    List<JsonObject> directors = new ArrayList<>();
    if (read.has("directors")) {
      directors.addAll(Fields.objects(read.get("directors")));
    } else {
      directors.add(read);
    }
    for (JsonObject director : directors) {
      for (String list : List.of("backends", "buckets")) {
        if (!director.has(list)) {
          director.add(list, new JsonArray());
        }
      }
    }
    return directors;
  }
}
