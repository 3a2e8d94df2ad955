package io.x0.proxy;

/** HTTP/2 in the clear, known beforehand. */
class ClearHttp2ContractIT extends UpstreamContract {
  @Override
  ContractOrigin origin() throws Exception {
    return Http2ContractOrigin.clear();
  }
}
