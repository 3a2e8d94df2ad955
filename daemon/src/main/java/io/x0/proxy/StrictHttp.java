package io.x0.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections of HTTP/1.1 that refuse what Jetty's parser forgives: a version in lower case,
 * other space than one between the words of the first line, and a chunked body whose last empty
 * line never came. Who is served by a listener that ends is told so with the next answer.
 * Thread-safe.
 */
final class StrictHttp extends HttpConnectionFactory {
  StrictHttp(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    StrictConnection connection = new StrictConnection(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  /** A connection with a strict parser. Thread-safe like its superclass. */
  private static final class StrictConnection extends HttpConnection {
    // Without an initializer: the superclass sets it before this class is initialized.
    private HttpParser.@Nullable RequestHandler handler;

    StrictConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    @Override
    protected HttpConnection.RequestHandler newRequestHandler() {
      HttpConnection.RequestHandler made = super.newRequestHandler();
      handler = made;
      return made;
    }

    @Override
    protected HttpGenerator newHttpGenerator() {
      return new HttpGenerator() {
        @Override
        public Result generateResponse(
            MetaData.@Nullable Response response,
            boolean isHead,
            @Nullable ByteBuffer header,
            @Nullable ByteBuffer chunk,
            @Nullable ByteBuffer content,
            boolean isLast)
            throws IOException {
          if (isState(HttpGenerator.State.START)
              && io.x0.proxy.Listener.isLeaving(getConnector())) {
            setPersistent(false);
          }
          return super.generateResponse(response, isHead, header, chunk, content, isLast);
        }
      };
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
      HttpParser.RequestHandler told = handler;
      if (told == null) {
        throw new IllegalStateException("the parser comes after its handler");
      }
      HttpConfiguration configuration = getHttpConfiguration();
      HttpParser parser = new StrictParser(told, configuration.getRequestHeaderSize(), compliance);
      parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
      parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
      return parser;
    }
  }

  /** Confined to its connection. */
  static final class StrictParser extends HttpParser {
    private static final String VERSION = "HTTP/";
    private static final byte NEVER_VALID = 0x01;

    /** Spaces seen in the first line of a message; -1 when the line is over. */
    private int spaces;

    private int versionBytes;
    private boolean isAfterSpace;
    private boolean isBegun;

    StrictParser(HttpParser.RequestHandler handler, int maxHeaderBytes, HttpCompliance compliance) {
      super(handler, maxHeaderBytes, compliance);
    }

    @Override
    public boolean parseNext(ByteBuffer buffer) {
      // The parser takes all bytes of a first line that it is given, so none is seen twice.
      if (spaces >= 0) {
        look(buffer);
      }
      return super.parseNext(buffer);
    }

    /**
     * Breaks a version that is not in capitals, and space that is not one space between two words,
     * so that they are refused as any other nonsense is.
     */
    private void look(ByteBuffer buffer) {
      for (int i = buffer.position(); i < buffer.limit(); i++) {
        byte b = buffer.get(i);
        if (b == '\n' || b == '\r') {
          if (isBegun) {
            spaces = -1;
            return;
          }
        } else {
          isBegun = true;
          if (b == '\t' || (b == ' ' && (isAfterSpace || spaces == 2))) {
            buffer.put(i, NEVER_VALID);
          } else if (b == ' ') {
            spaces++;
          } else if (spaces >= 2 && versionBytes < VERSION.length()) {
            char expected = VERSION.charAt(versionBytes++);
            char lower = Character.toLowerCase(expected);
            if (b != expected && b == (byte) lower) {
              buffer.put(i, NEVER_VALID);
            }
          }
          isAfterSpace = b == ' ';
        }
      }
    }

    @Override
    public void atEOF() {
      if (getState() == HttpParser.State.TRAILER) {
        // The body is not complete before its last empty line.
        setState(HttpParser.State.CHUNK);
      }
      super.atEOF();
    }

    @Override
    public void reset() {
      super.reset();
      spaces = 0;
      versionBytes = 0;
      isAfterSpace = false;
      isBegun = false;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s{spaces=%d}", super.toString(), spaces);
    }
  }
}
