package io.x0.proxy;

import java.util.Map;

/** HTTP/1.1 over TLS, with a verified certificate. */
class TlsContractIT extends UpstreamContract {
  @Override
  ContractOrigin origin() throws Exception {
    TestCertificate certificate = TestCertificate.of("backend.test");
    return new HttpContractOrigin(
        "https",
        certificate.serverSocket(false),
        Map.of("tls-ca-file", certificate.pem().toString(), "tls-name", "backend.test"));
  }
}
