package io.x0.proxy;

import io.x0.common.name.BackendUrl;
import io.x0.director.Affinity;
import io.x0.director.Director;
import io.x0.flow.value.IpAddress;
import io.x0.proxy.tunnel.WebSocketTunnel;
import io.x0.stats.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as the configuration's program sees them. Confined to the thread that
 * runs the program, except {@link #accessLogs}, {@link #service} and {@link #user}.
 */
public final class Exchange {
  private static final String ATTRIBUTE = Exchange.class.getName();

  private final Proxy proxy;
  private final HeaderRules headers;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final List<AccessLog.Target> accessLogs = new CopyOnWriteArrayList<>();
  private volatile AccessRecord.Service service = AccessRecord.Service.NONE;
  private volatile @Nullable Director director;
  private volatile String user = "";
  private volatile @Nullable TraceContext trace;
  private volatile @Nullable WebSocketTunnel tunnel;
  private boolean isServerTimed;
  private String bucket = "";
  private String hashKey = "";
  private String preferred = "";
  private final RequestEdits edits = new RequestEdits();
  private final AnswerRules answers;
  private @Nullable IpAddress clientIp;

  Exchange(
      Proxy proxy,
      HeaderRules headers,
      AnswerPolicy policy,
      Request request,
      Response response,
      Callback callback) {
    this.proxy = proxy;
    this.headers = headers;
    this.answers = new AnswerRules(policy);
    this.request = request;
    this.response = answers.writing(request, response, proxy.compressor(), policy.compression());
    this.callback = callback;
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Returns the exchange that a request belongs to, or null when it never reached the program. */
  static @Nullable Exchange of(Request request) {
    return (Exchange) request.getAttribute(ATTRIBUTE);
  }

  /** Returns the request of the client. */
  public Request request() {
    return request;
  }

  /** Returns the answer to the client. */
  public Response response() {
    return response;
  }

  /** Returns the address of the client; one without an address counts as this machine. */
  public IpAddress clientIp() {
    IpAddress known = clientIp;
    if (known == null) {
      known = headers.trusted().client(request);
      clientIp = known;
    }
    return known;
  }

  /** Returns the address of the client as log files spell it; {@code unix} if it has none. */
  String clientText() {
    return headers.trusted().sent(request) ? clientIp().toString() : ClientAddress.text(request);
  }

  /** Notes who the client is; the access log tells. */
  public void login(String name) {
    user = name;
  }

  /** Returns who the client is, or an empty text when nobody asked. */
  public String user() {
    return user;
  }

  /** Answers with a status and a line of text. */
  public void respond(int status) {
    respond(status, ErrorResponses.text(status));
  }

  /** Answers with a status and why. */
  public void respond(int status, String reason) {
    respond(status, reason, () -> {});
  }

  /** Answers with a status and why, and with other header fields. */
  public void respond(int status, String reason, FieldEdit fields) {
    respond(status, reason, () -> fields.apply(response.getHeaders()));
  }

  /** Answers with a status and why; {@code fields} adds header fields. */
  void respond(int status, String reason, Runnable fields) {
    if (status >= HttpStatus.BAD_REQUEST_400) {
      answers.ends(Ending.REFUSED);
    }
    ErrorResponses.write(
        response,
        answers.errors(),
        status,
        reason,
        Duration.ZERO,
        () -> {
          fields.run();
          applyAnswerEdits(response.getHeaders());
        },
        callback);
  }

  /** Answers with a redirection. */
  public void redirect(int status, String location) {
    applyAnswerEdits(response.getHeaders());
    Response.sendRedirect(request, response, callback, status, location, true);
  }

  /** Answers 200 with a line of text. */
  public void echo(String text) {
    respond(LocalAnswer.of(text));
  }

  /** Answers with {@code answer}. */
  public void respond(LocalAnswer answer) {
    respond(answer, () -> {}, callback);
  }

  void respond(LocalAnswer answer, Runnable fields, Callback whenSent) {
    ErrorResponses.write(
        response,
        answer,
        () -> {
          fields.run();
          applyAnswerEdits(response.getHeaders());
        },
        whenSent);
  }

  /** Returns the page that is to be shown in the place of an error, or {@code otherwise}. */
  public LocalAnswer error(int status, LocalAnswer otherwise) {
    answers.ends(Ending.REFUSED);
    LocalAnswer page = answers.errors().own(status);
    return page == null ? otherwise : page;
  }

  /** Lets something else than a backend answer. */
  public void serve(LocalService service) {
    service.serve(request, new EditedResponse(request, response, this::applyAnswerEdits), callback);
  }

  /** Closes the connection without an answer. */
  public void drop() {
    endPoint().close();
    callback.failed(new EofException("the request was dropped"));
  }

  /** Runs a task after a while, which then answers; until then the connection is not idle. */
  public void after(Duration delay, Runnable task) {
    request.addIdleTimeoutListener(timeout -> false);
    var unused =
        proxy
            .scheduler()
            .schedule(
                () -> request.getComponents().getExecutor().execute(task),
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /**
   * Says how long the client may be silent before its connection is closed.
   *
   * @param within while it sends this request or takes the answer
   * @param between from then on, until it begins the next request
   */
  public void idleTimeouts(Duration within, Duration between) {
    EndPoint client = endPoint();
    client.setIdleTimeout(within.toMillis());
    Request.addCompletionListener(request, failure -> client.setIdleTimeout(between.toMillis()));
  }

  private EndPoint endPoint() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Returns where the request came in, as it was asked for. */
  public Optional<ListenAddress> listener() {
    return request.getConnectionMetaData().getConnector() instanceof Listener listener
        ? Optional.of(listener.asked())
        : Optional.empty();
  }

  /** Returns what is changed in the request on its way to the backend. */
  public RequestEdits edits() {
    return edits;
  }

  /** Changes header fields of the answer, whoever gives it, after those of earlier calls. */
  public void editAnswer(FieldEdit edit) {
    answers.edit(edit);
  }

  void applyAnswerEdits(HttpFields.Mutable fields) {
    answers.apply(fields);
  }

  /** Lets {@code value} see a backend's answer first. */
  public void filterAnswer(AnswerFilter value) {
    answers.filter(value);
  }

  /** Returns what replaces a backend's answer, or null. */
  @Nullable LocalAnswer filter() {
    return answers.replacement(response);
  }

  /** Returns what becomes of the answer on its way to the client. */
  public AnswerRules answers() {
    return answers;
  }

  /** Returns what reads files that are sent. */
  FileService files() {
    return proxy.files();
  }

  HeaderRules headers() {
    return headers;
  }

  /** Says which bucket of a director the request is counted in; empty means the root. */
  public void classify(String name) {
    bucket = name;
  }

  /** Says what belongs together for a director that hashes; empty means the client's address. */
  public void hash(String key) {
    hashKey = key;
  }

  /** Says which backend of a director is to serve the request if it can do so at once. */
  public void prefer(String backend) {
    preferred = backend;
  }

  String bucket() {
    return bucket;
  }

  /** Returns what is asked of a director for it. */
  Order order(Affinity affinity) {
    HttpFields plain = headers.toServer(request);
    HttpFields asked = asksForWebSocket() ? WebSocketRequest.ask(plain) : plain;
    return new Order(
        proxy.upstream(request),
        bucket,
        affinity,
        ClientAddress.client(request),
        edits.method(request),
        edits.target(request),
        TraceContext.mark(trace, edits.apply(asked)),
        RequestBody.isIn(request) ? request : null,
        request.getLength(),
        () -> HeaderRules.trailers(request.getTrailers()));
  }

  /** Returns whether the client asks for WebSocket, and the director lets it through. */
  boolean asksForWebSocket() {
    return WebSocketRequest.isLetThrough(request, director);
  }

  /** Notes the tunnel that the request becomes when the answer has been sent. */
  void become(WebSocketTunnel made) {
    tunnel = made;
  }

  /** Returns the tunnel that the request has become, or null. */
  @Nullable WebSocketTunnel tunnel() {
    return tunnel;
  }

  /** Says which step of a distributed trace this is; null leaves what the client says as it is. */
  public void trace(@Nullable TraceContext step) {
    trace = step;
  }

  /** Returns the trace that the request belongs to; empty for none. */
  String traceId() {
    TraceContext step = trace;
    TraceContext known = step == null ? TraceContext.of(request.getHeaders()) : step;
    return known == null ? "" : known.traceId();
  }

  /** Says whether the client is told where the time went. */
  public void serverTiming(boolean isWanted) {
    isServerTimed = isWanted;
  }

  boolean isServerTimed() {
    return isServerTimed;
  }

  /** Hands the request to a director. */
  public void balance(Director director) {
    this.director = director;
    String key = hashKey.isEmpty() ? clientText() : hashKey;
    proxy.balance(this, director, Affinity.key(key).preferring(preferred), callback);
  }

  /** Hands the request to a server that belongs to no director. */
  public void direct(BackendUrl url) {
    balance(proxy.routes().to(url));
  }

  /** Hands the request to one backend of a director, or refuses it if that cannot serve it now. */
  public void pass(Director director, String backend) {
    this.director = director;
    proxy.balance(this, director, Affinity.only(backend), callback);
  }

  /**
   * Answers a PURGE by purging the URL of the request, or the tags that it names, from the cache of
   * a director.
   *
   * @param isSoft whether that is declared stale only; the client may ask for it, too
   */
  public void purge(Director director, boolean isSoft) {
    PurgeAnswer.give(this, director, proxy.caches().find(director.name()), isSoft);
  }

  /** Returns whether the client wants something purged. */
  public boolean isPurge() {
    return PurgeAnswer.METHOD.equals(request.getMethod());
  }

  /** Writes a line about this exchange to {@code target} when it has ended. */
  public void logTo(AccessLog.Target target) {
    accessLogs.add(target);
  }

  List<AccessLog.Target> accessLogs() {
    return accessLogs;
  }

  /** Returns the director it was handed to, or null when none was asked. */
  @Nullable Director director() {
    return director;
  }

  /** Returns the backend that served or was tried last, or null. */
  public @Nullable String backendName() {
    String name = service.backend();
    return name.isEmpty() ? null : name;
  }

  /** Returns who served it, or was tried last. */
  AccessRecord.Service service() {
    return service;
  }

  void service(AccessRecord.Service value) {
    service = value;
  }

  /** Returns how it ended. */
  Ending ending() {
    return answers.ending(service.backend().isEmpty());
  }
}
