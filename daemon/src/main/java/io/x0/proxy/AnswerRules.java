package io.x0.proxy;

import io.x0.proxy.compress.CompressedResponse;
import io.x0.proxy.compress.CompressionSettings;
import io.x0.proxy.compress.Compressor;
import io.x0.proxy.file.FileRoots;
import io.x0.stats.Ending;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the answer to one request on its way to the client: what the configuration says
 * about all, and what its program adds for this one. Written by the thread that runs the program,
 * read by the steps that follow.
 */
public final class AnswerRules {
  private final List<FieldEdit> edits = new ArrayList<>(0);
  private @Nullable AnswerFilter filter;
  private FileRoots files;
  private ErrorPages errors;
  private @Nullable CompressedResponse compressed;
  private volatile @Nullable Ending ending;

  AnswerRules(AnswerPolicy policy) {
    files = policy.files();
    errors = policy.errors();
  }

  /** Returns the answer as it is written: one that compresses, if anything is compressed. */
  Response writing(
      Request request, Response response, Compressor compressor, CompressionSettings settings) {
    if (!settings.isOn()) {
      return response;
    }
    CompressedResponse made = new CompressedResponse(request, response, compressor, settings);
    compressed = made;
    return made;
  }

  /** Says whether the answer may be compressed. */
  public void compress(boolean isAllowed) {
    CompressedResponse known = compressed;
    if (known != null) {
      known.want(isAllowed);
    }
  }

  /** Says how the request ends; what was said first counts. */
  void ends(Ending value) {
    if (ending == null) {
      ending = value;
    }
  }

  /** Returns how the request ended; {@code isLocal} says whether no backend was asked. */
  Ending ending(boolean isLocal) {
    Ending said = ending;
    return said != null ? said : isLocal ? Ending.LOCAL : Ending.DONE;
  }

  /** Changes header fields of the answer, whoever gives it, after those of earlier calls. */
  void edit(FieldEdit edit) {
    edits.add(edit);
  }

  void apply(HttpFields.Mutable fields) {
    edits.forEach(edit -> edit.apply(fields));
  }

  /** Lets {@code value} see a backend's answer first. */
  void filter(AnswerFilter value) {
    filter = value;
  }

  /** Returns what replaces a backend's answer, or null. */
  @Nullable LocalAnswer replacement(Response response) {
    AnswerFilter wanted = filter;
    LocalAnswer replaced = wanted == null ? null : wanted.filter(response);
    return replaced == null
        ? errors.ofBackend(response.getStatus(), response.getHeaders())
        : replaced;
  }

  /** Lets files of a folder be sent where a backend asks for it. */
  public void sendFilesOf(Path root) {
    files = files.with(root);
  }

  /** Shows other pages in the place of errors. */
  public void errors(UnaryOperator<ErrorPages> change) {
    errors = change.apply(errors);
  }

  /** Returns what is shown in the place of errors. */
  ErrorPages errors() {
    return errors;
  }

  /** Returns where files may be sent from. */
  FileRoots files() {
    return files;
  }
}
