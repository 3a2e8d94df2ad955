package io.x0.proxy;

import java.io.IOException;

/** HTTP/1.1 in the clear, on the selectors of the listeners. */
class LoopContractIT extends UpstreamContract {
  @Override
  Transport transport() {
    return Transport.LOOP;
  }

  @Override
  ContractOrigin origin() throws IOException {
    return HttpContractOrigin.plain();
  }
}
