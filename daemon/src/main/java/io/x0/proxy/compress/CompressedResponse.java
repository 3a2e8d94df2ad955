package io.x0.proxy.compress;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is compressed on its way to the client if its head and the client allow it, which
 * is decided when it begins. The head alone decides, so a HEAD is told what a GET would be. One
 * thread at a time.
 */
public final class CompressedResponse extends Response.Wrapper {
  private static final int BUFFER_BYTES = 16 << 10;

  /** Fields that tell of the very bytes of a body. */
  private static final List<String> OF_THE_BYTES =
      List.of(
          "Content-Length",
          "Accept-Ranges",
          "Content-MD5",
          "Content-Digest",
          "Digest",
          "Repr-Digest");

  private final Compressor compressor;
  private final CompressionSettings settings;
  private boolean isWanted = true;
  private boolean isBegun;

  /** It is told that it is compressed, and has no body. */
  private boolean isHeadOnly;

  private @Nullable CompressedStream stream;

  public CompressedResponse(
      Request request, Response wrapped, Compressor compressor, CompressionSettings settings) {
    super(request, wrapped);
    this.compressor = compressor;
    this.settings = settings;
    Request.addCompletionListener(request, failure -> close());
  }

  /** Says whether the answer may be compressed, before it begins. */
  public void want(boolean value) {
    isWanted = value;
  }

  @Override
  public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
    if (!isBegun) {
      isBegun = true;
      begin(last && BufferUtil.isEmpty(content));
    }
    CompressedStream compressed = stream;
    if (isHeadOnly && last) {
      // Otherwise the server says that there are 0 bytes.
      super.write(
          false,
          BufferUtil.EMPTY_BUFFER,
          Callback.from(
              () -> super.write(true, BufferUtil.EMPTY_BUFFER, callback), callback::failed));
    } else if (compressed == null || (!last && BufferUtil.isEmpty(content))) {
      super.write(last, content, callback);
    } else {
      compressed.take(content == null ? BufferUtil.EMPTY_BUFFER : content, last);
      new Writing(compressed, last, callback).iterate();
    }
  }

  private void begin(boolean isEmpty) {
    HttpFields.Mutable fields = getHeaders();
    if (getStatus() == HttpStatus.NOT_MODIFIED_304) {
      weakenIfKnownSo(fields);
      return;
    }
    boolean isHead = HttpMethod.HEAD.is(getRequest().getMethod());
    if (!isWanted || (isEmpty && !isHead) || !isCompressible(fields)) {
      return;
    }
    if (!fields.contains(HttpHeader.VARY, "Accept-Encoding")
        && !fields.contains(HttpHeader.VARY, "*")) {
      fields.add(HttpHeader.VARY, "Accept-Encoding");
    }
    Coding coding =
        Coding.best(getRequest().getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING));
    if (coding == null) {
      return;
    }
    isHeadOnly = isHead;
    if (!isHead) {
      stream = compressor.begin(coding, settings.level());
      if (stream == null) {
        return;
      }
    }
    fields.put(HttpHeader.CONTENT_ENCODING, coding.label());
    OF_THE_BYTES.forEach(fields::remove);
    weaken(fields);
  }

  private boolean isCompressible(HttpFields fields) {
    int status = getStatus();
    String type = fields.get(HttpHeader.CONTENT_TYPE);
    return status >= HttpStatus.OK_200
        && status != HttpStatus.NO_CONTENT_204
        && status != HttpStatus.RESET_CONTENT_205
        && status != HttpStatus.PARTIAL_CONTENT_206
        && type != null
        && settings.takes(type)
        && settings.takes(fields.getLongField(HttpHeader.CONTENT_LENGTH))
        && !fields.contains(HttpHeader.CONTENT_ENCODING)
        && !fields.contains(HttpHeader.CONTENT_RANGE)
        && !fields.contains(HttpHeader.CACHE_CONTROL, "no-transform");
  }

  /** RFC 9110 §8.8.1: the bytes are others, so a strong tag is no longer true. */
  private static void weaken(HttpFields.Mutable fields) {
    String etag = fields.get(HttpHeader.ETAG);
    if (etag != null && etag.startsWith("\"")) {
      fields.put(HttpHeader.ETAG, "W/" + etag);
    }
  }

  /** What the client has was compressed if it knows it by the weak tag. */
  private void weakenIfKnownSo(HttpFields.Mutable fields) {
    String etag = fields.get(HttpHeader.ETAG);
    if (etag != null
        && getRequest().getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).stream()
            .anyMatch(line -> line.contains("W/" + etag))) {
      weaken(fields);
    }
  }

  private void close() {
    CompressedStream compressed = stream;
    if (compressed != null) {
      compressed.close();
    }
  }

  /** Compresses one piece of the body and writes it, a buffer at a time. */
  private final class Writing extends IteratingCallback {
    private final CompressedStream compressed;
    private final boolean isLast;
    private final Callback callback;
    private final RetainableByteBuffer.Mutable buffer =
        compressor.buffers().acquire(BUFFER_BYTES, true);
    private boolean isMore = true;

    Writing(CompressedStream compressed, boolean isLast, Callback callback) {
      this.compressed = compressed;
      this.isLast = isLast;
      this.callback = callback;
    }

    @Override
    protected Action process() {
      if (!isMore) {
        return Action.SUCCEEDED;
      }
      ByteBuffer bytes = buffer.getByteBuffer();
      bytes.clear();
      isMore = compressed.fill(bytes, isLast);
      bytes.flip();
      CompressedResponse.super.write(isLast && !isMore, bytes, this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      buffer.release();
      callback.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      buffer.release();
      callback.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return callback.getInvocationType();
    }
  }
}
