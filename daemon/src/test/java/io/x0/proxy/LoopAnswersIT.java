package io.x0.proxy;

/** Answers over HTTP/1.1 on the selectors of the listeners. */
class LoopAnswersIT extends Http1AnswersContract {
  @Override
  Transport transport() {
    return Transport.LOOP;
  }

  @Override
  int connectionsAfterStrayBytes() {
    return 2;
  }
}
