package io.x0.proxy;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** An answer whose header fields are changed when it is about to begin. One thread at a time. */
final class EditedResponse extends Response.Wrapper {
  private final Consumer<HttpFields.Mutable> edits;
  private boolean isEdited;

  EditedResponse(Request request, Response wrapped, Consumer<HttpFields.Mutable> edits) {
    super(request, wrapped);
    this.edits = edits;
  }

  @Override
  public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
    if (!isEdited) {
      isEdited = true;
      edits.accept(getHeaders());
    }
    super.write(last, content, callback);
  }
}
