package io.x0.proxy;

import java.io.IOException;

/** FastCGI, a connection for each request. */
class FastCgiContractIT extends UpstreamContract {
  @Override
  ContractOrigin origin() throws IOException {
    return new FastCgiContractOrigin(false, null);
  }
}
