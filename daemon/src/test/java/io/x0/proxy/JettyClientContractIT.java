package io.x0.proxy;

import java.io.IOException;

/** HTTP/1.1 in the clear, by Jetty's client. */
class JettyClientContractIT extends UpstreamContract {
  @Override
  Transport transport() {
    return Transport.CLIENT;
  }

  @Override
  ContractOrigin origin() throws IOException {
    return HttpContractOrigin.plain();
  }
}
