package io.x0.proxy.upstream;

import io.x0.health.HealthCheck;
import io.x0.health.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.HTTP2ClientConnectionFactory;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A check over HTTP/2: one stream on a connection of its own. Confined to the serial callbacks of
 * its session.
 */
final class Http2Question implements ProbeAnswer, Session.Listener, Stream.Listener {
  private final ProbeRun run;
  private final Probe.Target target;
  private final HealthCheck check;
  private final String scheme;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private volatile boolean isBegun;
  private int status;

  Http2Question(ProbeRun run, String scheme) {
    this.run = run;
    this.target = run.target();
    this.check = target.check();
    this.scheme = scheme;
  }

  /** Returns the connection that asks. */
  Connection connection(HTTP2Client client, EndPoint endPoint, Map<String, Object> context)
      throws IOException {
    context.put(HTTP2Client.CONTEXT_KEY, client);
    context.put(HTTP2Client.SESSION_LISTENER_CONTEXT_KEY, this);
    context.put(HTTP2Client.SESSION_PROMISE_CONTEXT_KEY, Promise.from(this::ask, run::onFailure));
    return new HTTP2ClientConnectionFactory().newConnection(endPoint, context);
  }

  private void ask(Session session) {
    HttpFields fields =
        HttpFields.build()
            .add(HttpHeader.USER_AGENT, "x0-health-check")
            .add("x0-director", target.director())
            .add("x0-backend", target.backend());
    MetaData.Request request =
        new MetaData.Request(
            check.method(),
            HttpURI.from(scheme + "://" + check.host() + check.path()),
            HttpVersion.HTTP_2,
            fields);
    session.newStream(
        new HeadersFrame(request, null, true), Promise.from(stream -> {}, run::onFailure), this);
  }

  @Override
  public void onHeaders(Stream stream, HeadersFrame frame) {
    isBegun = true;
    if (frame.getMetaData() instanceof MetaData.Response response) {
      if (response.getStatus() < 200) {
        stream.demand();
        return;
      }
      status = response.getStatus();
      if (!check.codes().contains(status)) {
        judge();
        return;
      }
    }
    if (frame.isEndStream()) {
      judge();
    } else {
      stream.demand();
    }
  }

  @Override
  public void onDataAvailable(Stream stream) {
    Stream.Data data = stream.readData();
    if (data == null) {
      stream.demand();
      return;
    }
    ByteBuffer bytes = data.frame().getByteBuffer();
    byte[] kept =
        new byte[Math.min(HttpProbeAnswer.MAX_BODY_BYTES - body.size(), bytes.remaining())];
    bytes.get(kept);
    body.writeBytes(kept);
    boolean last = data.frame().isEndStream() || body.size() == HttpProbeAnswer.MAX_BODY_BYTES;
    data.release();
    if (last) {
      judge();
    } else {
      stream.demand();
    }
  }

  @Override
  public void onReset(Stream stream, ResetFrame frame, Callback callback) {
    callback.succeeded();
    run.end(false, "stream reset: " + ErrorCode.toString(frame.getError(), "unknown"));
  }

  @Override
  public void onFailure(
      Stream stream, int error, String reason, Throwable failure, Callback callback) {
    callback.succeeded();
    run.onFailure(failure);
  }

  @Override
  public void onGoAway(Session session, GoAwayFrame frame) {
    if (status == 0) {
      run.end(false, end().detail());
    }
  }

  @Override
  public void onFailure(Session session, Throwable failure, Callback callback) {
    callback.succeeded();
    run.onFailure(failure);
  }

  @Override
  public void onClose(Session session, GoAwayFrame frame, Callback callback) {
    callback.succeeded();
    run.end(false, end().detail());
  }

  private void judge() {
    Verdict verdict = ProbeAnswer.judge(check, status, body);
    run.end(verdict.good(), verdict.detail());
  }

  @Override
  public @Nullable Verdict receive(ByteBuffer bytes) {
    throw new IllegalStateException("its session receives");
  }

  @Override
  public Verdict end() {
    return new Verdict(false, isBegun ? "closed within the answer" : "closed without an answer");
  }

  @Override
  public boolean isBegun() {
    return isBegun;
  }
}
