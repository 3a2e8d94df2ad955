package io.x0.proxy;

/** HTTP/2 over TLS, negotiated. */
class TlsHttp2ContractIT extends UpstreamContract {
  @Override
  ContractOrigin origin() throws Exception {
    return Http2ContractOrigin.tls(TestCertificate.of("backend.test"));
  }
}
