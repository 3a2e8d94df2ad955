package io.x0.proxy.upstream;

import io.x0.health.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to a check over HTTP/1.1 and judges it. Confined to one thread at a time.
 *
 * <p>It never holds more than {@link #MAX_BODY_BYTES}: what follows is neither read nor judged.
 */
final class HttpProbeAnswer implements ProbeAnswer, HttpParser.ResponseHandler {
  /** How much of a body is looked at. */
  static final int MAX_BODY_BYTES = 64 * 1024;

  /** Most bytes before a body: of the head, and of interim answers. */
  static final int MAX_HEAD_BYTES = 64 * 1024;

  private static final int MAX_INTERIM = 20;

  private final HealthCheck check;
  // The limit of the parser counts one head only, and it cannot tell it from other faults.
  private final HttpParser parser = new HttpParser(this, -1, HttpCompliance.STRICT);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private int status;
  private int interim;
  private long headBytes;
  private volatile boolean isBegun;
  private boolean isInBody;
  private boolean isAtEnd;
  private long bodyBytes;
  private @Nullable Verdict verdict;

  HttpProbeAnswer(HealthCheck check) {
    this.check = check;
    parser.setHeadResponse(HttpMethod.HEAD.is(check.method()));
  }

  @Override
  public @Nullable Verdict receive(ByteBuffer bytes) {
    if (!isInBody) {
      isBegun = true;
      headBytes += bytes.remaining();
    }
    while (verdict == null && parser.parseNext(bytes)) {
      if (verdict == null) {
        // An interim answer is over: what follows is the next.
        parser.reset();
        parser.setHeadResponse(HttpMethod.HEAD.is(check.method()));
        status = 0;
      }
    }
    if (verdict == null && !isInBody && headBytes > MAX_HEAD_BYTES) {
      verdict = new Verdict(false, "head of the answer too long");
    }
    return verdict;
  }

  @Override
  public Verdict end() {
    isAtEnd = true;
    if (isInBody) {
      parser.atEOF();
      receive(BufferUtil.EMPTY_BUFFER);
    }
    Verdict result = verdict;
    return result == null ? broken() : result;
  }

  @Override
  public boolean isBegun() {
    return isBegun;
  }

  private Verdict broken() {
    return new Verdict(false, isBegun() ? "closed within the answer" : "closed without an answer");
  }

  @Override
  public void startResponse(HttpVersion version, int status, String reason) {
    this.status = status;
  }

  @Override
  public void parsedHeader(HttpField field) {}

  @Override
  public boolean headerComplete() {
    if (isInterim()) {
      interim++;
      if (interim > MAX_INTERIM) {
        verdict = new Verdict(false, "too many interim answers");
      }
    } else if (!check.codes().contains(status)) {
      verdict = new Verdict(false, "status " + status + ", expected " + check.codes());
    } else {
      isInBody = true;
    }
    return verdict != null;
  }

  private boolean isInterim() {
    return HttpStatus.isInterim(status);
  }

  @Override
  public boolean content(ByteBuffer content) {
    long rest = MAX_BODY_BYTES - bodyBytes;
    if (!check.body().isEmpty()) {
      byte[] bytes = new byte[(int) Math.min(rest, content.remaining())];
      content.duplicate().get(bytes);
      body.writeBytes(bytes);
    }
    bodyBytes += content.remaining();
    if (bodyBytes >= MAX_BODY_BYTES) {
      judge();
    }
    return verdict != null;
  }

  @Override
  public boolean contentComplete() {
    return false;
  }

  @Override
  public boolean messageComplete() {
    if (verdict == null && !isInterim()) {
      judge();
    }
    return true;
  }

  private void judge() {
    verdict = ProbeAnswer.judge(check, status, body);
  }

  @Override
  public void earlyEOF() {
    if (verdict == null) {
      // The parser calls a body that it does not understand an early end, too.
      verdict = isAtEnd ? broken() : notHttp();
    }
  }

  @Override
  public void badMessage(HttpException failure) {
    if (verdict == null) {
      verdict = notHttp();
    }
  }

  private static Verdict notHttp() {
    return new Verdict(false, "not HTTP");
  }
}
