package io.x0.proxy;

import java.io.IOException;

/** FastCGI with connections that are used again. */
class FastCgiKeptContractIT extends UpstreamContract {
  @Override
  ContractOrigin origin() throws IOException {
    return new FastCgiContractOrigin(true, null);
  }
}
