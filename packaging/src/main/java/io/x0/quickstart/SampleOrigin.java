package io.x0.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** An origin server on a free port of loopback that says who it is. Thread-safe. */
final class SampleOrigin implements AutoCloseable {
  private static final int THREADS = 8;

  /** The host of requests that x0d makes for itself, to know whether the origin is well. */
  private static final String HEALTH_CHECK = "healthcheck";

  private final String name;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong served = new AtomicLong();

  SampleOrigin(String name) throws IOException {
    this.name = name;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = body(exchange.getRequestURI().getRawPath()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=utf-8");
      exchange.sendResponseHeaders(200, body.length);
      if (!HEALTH_CHECK.equals(exchange.getRequestHeaders().getFirst("Host"))) {
        served.incrementAndGet();
      }
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  /** Returns the body of the answer to a request for {@code path}. */
  String body(String path) {
    return "hello from " + name + " to " + path + "\n";
  }

  String name() {
    return name;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns how many requests it has answered, health checks aside. */
  long served() {
    return served.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
