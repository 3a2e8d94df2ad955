package io.x0.proxy;

/** Answers over HTTP/1.1 to Jetty's client. */
class JettyClientAnswersIT extends Http1AnswersContract {
  @Override
  Transport transport() {
    return Transport.CLIENT;
  }

  @Override
  int connectionsAfterStrayBytes() {
    // It drops what came along with an answer, and goes on.
    return 1;
  }
}
