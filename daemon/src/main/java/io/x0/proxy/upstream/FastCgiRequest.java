package io.x0.proxy.upstream;

import io.x0.proxy.fastcgi.CgiParams;
import io.x0.proxy.fastcgi.Records;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes the request of an attempt: parameters, then the body as the client sends it. Confined to
 * its serial callbacks, but for {@link #stop}.
 */
final class FastCgiRequest extends IteratingCallback {
  /** A body whose length its client does not say is held up to this size. */
  private static final int MAX_COLLECTED_BYTES = 1024 * 1024;

  private final FastCgiAttempt attempt;
  private final Upstream.Outgoing outgoing;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream(0);
  private @Nullable FastCgiConnection connection;
  private Content.@Nullable Chunk chunk;
  private boolean begun;
  private boolean last;
  private volatile boolean stopped;

  FastCgiRequest(FastCgiAttempt attempt) {
    this.attempt = attempt;
    this.outgoing = attempt.outgoing();
  }

  /** Calls {@code ready} when the length of the body is known. */
  void prepare(Runnable ready) {
    Content.Source body = outgoing.body();
    if (body == null || outgoing.bodyLength() >= 0) {
      ready.run();
    } else {
      collect(body, ready);
    }
  }

  private void collect(Content.Source body, Runnable ready) {
    while (!stopped) {
      Content.Chunk next = body.read();
      if (next == null) {
        body.demand(() -> collect(body, ready));
        return;
      }
      if (Content.Chunk.isFailure(next)) {
        attempt.onClientFailure(next.getFailure());
        return;
      }
      boolean end = next.isLast();
      collected.writeBytes(BufferUtil.toArray(next.getByteBuffer()));
      next.release();
      if (collected.size() > MAX_COLLECTED_BYTES) {
        attempt.onClientFailure(
            new HttpException.RuntimeException(
                HttpStatus.LENGTH_REQUIRED_411, "a script needs the length of the body"));
        return;
      }
      if (end) {
        ready.run();
        return;
      }
    }
  }

  void write(FastCgiConnection to) {
    connection = to;
    iterate();
  }

  /** Nothing more is to be written. */
  void stop() {
    stopped = true;
  }

  /** Tells the backend that nobody wants the answer; everything else has been written. */
  void writeAbort(FastCgiConnection to) {
    to.write(Callback.NOOP, Records.abort());
  }

  @Override
  protected Action process() throws Throwable {
    FastCgiConnection to = connection;
    if (stopped || to == null) {
      return Action.SUCCEEDED;
    }
    if (!begun) {
      begun = true;
      to.write(this, head());
      return Action.SCHEDULED;
    }
    Content.Source body = outgoing.body();
    if (last || body == null) {
      return Action.SUCCEEDED;
    }
    Content.Chunk held = chunk;
    if (held == null) {
      held = body.read();
      if (held == null) {
        attempt.awaitClient();
        body.demand(this::iterate);
        return Action.IDLE;
      }
      if (Content.Chunk.isFailure(held)) {
        throw new ClientFailure(held.getFailure());
      }
      chunk = held;
    }
    attempt.awaitWrite();
    writePiece(to, held);
    return Action.SCHEDULED;
  }

  private void writePiece(FastCgiConnection to, Content.Chunk held) {
    ByteBuffer content = held.getByteBuffer();
    int length = Math.min(content.remaining(), Records.FULL_CONTENT_BYTES);
    ByteBuffer piece = content.slice(content.position(), length);
    content.position(content.position() + length);
    last = held.isLast() && !content.hasRemaining();
    List<ByteBuffer> buffers = new ArrayList<>(4);
    if (length > 0) {
      buffers.add(Records.bodyHeader(length));
      buffers.add(piece);
      buffers.add(Records.bodyPadding(length));
    }
    if (last) {
      buffers.add(Records.bodyEnd());
    }
    to.write(this, buffers.toArray(ByteBuffer[]::new));
  }

  /** Returns everything up to the body, and the body if there is none or it is here already. */
  private ByteBuffer[] head() {
    List<ByteBuffer> buffers = new ArrayList<>();
    buffers.add(attempt.introduction());
    boolean isCollected = outgoing.body() != null && outgoing.bodyLength() < 0;
    long length = isCollected ? collected.size() : Math.max(0, outgoing.bodyLength());
    buffers.add(
        Records.begin(params(outgoing, length).all(), outgoing.link().fastCgi().keepConnection()));
    if (isCollected) {
      byte[] body = collected.toByteArray();
      for (int from = 0; from < body.length; from += Records.FULL_CONTENT_BYTES) {
        int size = Math.min(Records.FULL_CONTENT_BYTES, body.length - from);
        buffers.add(Records.bodyHeader(size));
        buffers.add(ByteBuffer.wrap(body, from, size));
        buffers.add(Records.bodyPadding(size));
      }
    }
    if (isCollected || outgoing.body() == null) {
      last = true;
      buffers.add(Records.bodyEnd());
    }
    return buffers.toArray(ByteBuffer[]::new);
  }

  @Override
  protected void onSuccess() {
    Content.Chunk held = chunk;
    if (held != null && !held.getByteBuffer().hasRemaining()) {
      chunk = null;
      held.release();
    }
  }

  @Override
  protected void onCompleteSuccess() {
    release();
    if (!stopped) {
      attempt.onWritten();
    }
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    release();
    if (cause instanceof ClientFailure failure) {
      attempt.onClientFailure(failure.failure);
    } else {
      attempt.onUnwritable();
    }
  }

  private void release() {
    Content.Chunk held = chunk;
    chunk = null;
    if (held != null) {
      held.release();
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** The body could not be read: not the backend's fault. */
  private static final class ClientFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable failure;

    ClientFailure(Throwable failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** Returns the parameters of a request. */
  static CgiParams params(Upstream.Outgoing outgoing, long length) {
    Upstream.Client client = outgoing.client();
    CgiParams params =
        new CgiParams(outgoing.method(), outgoing.target())
            .script(path(outgoing.target()), outgoing.link().fastCgi())
            .put("SERVER_PROTOCOL", client.protocol())
            .put("REQUEST_SCHEME", client.secure() ? "https" : "http")
            .put("SERVER_ADDR", address(client.localAddress()))
            .put("SERVER_PORT", Integer.toString(client.localPort()))
            .put("SERVER_NAME", serverName(outgoing))
            .put("REMOTE_ADDR", address(client.address()))
            .put("REMOTE_PORT", Integer.toString(client.port()))
            .put("CONTENT_LENGTH", length == 0 ? "" : Long.toString(length));
    if (client.secure()) {
      params.put("HTTPS", "on");
    }
    for (HttpField field : outgoing.headers()) {
      String value = field.getValue();
      params.field(field.getName(), value == null ? "" : value);
    }
    return params;
  }

  /** Programs expect an address: who comes over a UNIX socket counts as this machine. */
  private static String address(String text) {
    return text.equals(Upstream.Client.UNIX) ? "127.0.0.1" : text;
  }

  private static String serverName(Upstream.Outgoing outgoing) {
    String host = outgoing.headers().get(HttpHeader.HOST);
    if (host == null) {
      return address(outgoing.client().localAddress());
    }
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** Returns the decoded path; one that leads above its root is the root. */
  private static String path(String target) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String decoded = URIUtil.normalizePath(URIUtil.decodePath(path));
    if (decoded == null || !decoded.startsWith("/") || decoded.indexOf('\0') >= 0) {
      return "/";
    }
    return decoded;
  }
}
