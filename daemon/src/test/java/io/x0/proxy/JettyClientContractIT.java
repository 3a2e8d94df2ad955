package io.x0.proxy;

import java.io.IOException;

/** HTTP/1.1 in the clear. */
class JettyClientContractIT extends UpstreamContract {
  @Override
  ContractOrigin origin() throws IOException {
    return HttpContractOrigin.plain();
  }
}
