package io.x0.admin;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A request whose body has come. One thread at a time. */
final class BufferedRequest extends Request.Wrapper {
  private final byte[] body;
  private boolean isRead;

  BufferedRequest(Request wrapped, byte[] body) {
    super(wrapped);
    this.body = body;
  }

  @Override
  public long getLength() {
    return body.length;
  }

  @Override
  public Content.Chunk read() {
    if (isRead || body.length == 0) {
      return Content.Chunk.EOF;
    }
    isRead = true;
    return Content.Chunk.from(ByteBuffer.wrap(body), true);
  }

  @Override
  public void demand(Runnable demandCallback) {
    demandCallback.run();
  }
}
