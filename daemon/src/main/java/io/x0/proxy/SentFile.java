package io.x0.proxy;

import io.x0.cache.Fields;
import io.x0.proxy.file.FileAnswer;
import io.x0.proxy.file.FileBody;
import io.x0.proxy.file.FileRefusedException;
import io.x0.proxy.file.OpenFile;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A file that a backend asks to be sent in the place of its body, by {@code X-Sendfile}. Confined
 * to the steps of its request.
 */
final class SentFile implements ResponseRelay.Observer {
  static final String FIELD = "X-Sendfile";

  /** What a backend says about the body that is not sent. */
  private static final Set<HttpHeader> OF_THE_BODY =
      EnumSet.of(
          HttpHeader.CONTENT_LENGTH,
          HttpHeader.CONTENT_ENCODING,
          HttpHeader.CONTENT_RANGE,
          HttpHeader.ACCEPT_RANGES,
          HttpHeader.ETAG,
          HttpHeader.LAST_MODIFIED,
          HttpHeader.TRAILER);

  private final FileService files;
  private final Exchange exchange;
  private final ClientSide client;
  private final int status;
  private final HttpFields headers;
  private final String name;
  private @Nullable FileBody body;

  /**
   * @param status of the backend's answer
   * @param headers of the backend's answer
   */
  private SentFile(
      FileService files,
      Exchange exchange,
      ClientSide client,
      int status,
      HttpFields headers,
      String name) {
    this.files = files;
    this.exchange = exchange;
    this.client = client;
    this.status = status;
    this.headers = headers;
    this.name = name;
  }

  /** Returns whether a backend's answer names a file that may be sent in its place. */
  static boolean isIn(HttpFields headers, Exchange exchange) {
    return headers.contains(FIELD) && !exchange.answers().files().isEmpty();
  }

  /** Answers with the file that a backend's answer names. */
  static void send(Exchange exchange, ClientSide client, int status, HttpFields headers) {
    FileService files = exchange.files();
    String name = FileService.utf8(headers.get(FIELD));
    files.run(new SentFile(files, exchange, client, status, headers, name)::open);
  }

  private void open() {
    Throwable gone = client.gone();
    if (gone != null) {
      client.end(gone);
      return;
    }
    OpenFile file;
    try {
      file = OpenFile.of(exchange.answers().files().find(name));
    } catch (FileRefusedException e) {
      refuse(HttpStatus.NOT_FOUND_404, "there is nothing here", e);
      return;
    } catch (IOException e) {
      refuse(HttpStatus.INTERNAL_SERVER_ERROR_500, "the file cannot be read", e);
      return;
    }
    boolean isKept = false;
    try {
      isKept = send(file);
    } finally {
      if (!isKept) {
        file.close();
      }
    }
  }

  private void refuse(int code, String text, IOException reason) {
    files.refused(name, exchange.backendName(), reason);
    client.respond(code, text, Duration.ZERO);
  }

  /** Returns whether the file is still needed. */
  private boolean send(OpenFile file) {
    Response response = exchange.response();
    exchange.headers().toClient(headers, response.getHeaders());
    HttpFields.Mutable fields = response.getHeaders();
    OF_THE_BODY.forEach(fields::remove);
    String type = type(fields);
    String method = exchange.request().getMethod();
    FileAnswer answer =
        FileAnswer.of(
            method,
            CacheFields.of(exchange.request().getHeaders()),
            status,
            file,
            type,
            files.nowSeconds());
    if (answer.status() == HttpStatus.PRECONDITION_FAILED_412) {
      client.respond(answer.status(), "the file has changed", Duration.ZERO);
      return false;
    }
    response.setStatus(answer.status());
    for (Fields.Line line : answer.fields()) {
      fields.put(line.name(), line.value());
    }
    if (answer.status() != HttpStatus.NOT_MODIFIED_304) {
      fields.put(HttpHeader.CONTENT_LENGTH, answer.length());
    }
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      client.respond(instead);
      return false;
    }
    client.addDirectorHeaders();
    exchange.applyAnswerEdits(fields);
    if (answer.pieces().isEmpty() || HttpMethod.HEAD.is(method)) {
      response.write(
          true, BufferUtil.EMPTY_BUFFER, Callback.from(() -> client.end(null), client::end));
      return false;
    }
    FileBody sent = files.body(file, answer);
    body = sent;
    sent.fill();
    new ResponseRelay(response, sent, this).iterate();
    return true;
  }

  /** Returns the type that the backend says, or else the one that the file's name means. */
  private String type(HttpFields.Mutable fields) {
    HttpField said = fields.getField(HttpHeader.CONTENT_TYPE);
    if (said != null && said.getValue() != null) {
      return said.getValue();
    }
    String known = MimeTypes.DEFAULTS.getMimeByExtension(name);
    String type = known == null ? "application/octet-stream" : known;
    fields.put(HttpHeader.CONTENT_TYPE, type);
    return type;
  }

  @Override
  public void onAnswered() {
    FileBody sent = body;
    if (sent != null) {
      sent.close();
    }
    client.end(null);
  }

  @Override
  public void onBroken(Throwable cause) {
    FileBody sent = body;
    if (sent != null) {
      sent.close();
    }
    if (cause instanceof IOException unreadable
        && !exchange.response().isCommitted()
        && client.gone() == null) {
      refuse(HttpStatus.INTERNAL_SERVER_ERROR_500, "the file cannot be read", unreadable);
    } else {
      client.end(cause);
    }
  }
}
