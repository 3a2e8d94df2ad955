package io.x0.haproxy;

import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request that a test makes up. */
final class TestRequest implements RequestView {
  private final String method;
  private final String path;
  private final Optional<String> query;
  private final List<String[]> headers = new ArrayList<>();
  private String source = "192.0.2.1";
  private boolean tls;

  private TestRequest(String method, String uri) {
    int mark = uri.indexOf('?');
    this.method = method;
    path = mark < 0 ? uri : uri.substring(0, mark);
    query = mark < 0 ? Optional.empty() : Optional.of(uri.substring(mark + 1));
  }

  static TestRequest get(String uri) {
    return new TestRequest("GET", uri);
  }

  static TestRequest of(String method, String uri) {
    return new TestRequest(method, uri);
  }

  TestRequest header(String name, String value) {
    headers.add(new String[] {name, value});
    return this;
  }

  TestRequest from(String address) {
    source = address;
    return this;
  }

  TestRequest overTls() {
    tls = true;
    return this;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Optional<String> query() {
    return query;
  }

  @Override
  public String host() {
    return headers("Host").stream().findFirst().orElse("");
  }

  @Override
  public List<String> headers(String name) {
    return headers.stream().filter(h -> h[0].equalsIgnoreCase(name)).map(h -> h[1]).toList();
  }

  @Override
  public Optional<String> cookie(String name) {
    return headers("Cookie").stream()
        .flatMap(line -> List.of(line.split("; ?")).stream())
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  @Override
  public IpAddress sourceAddress() {
    return IpAddress.parse(source).orElseThrow();
  }

  @Override
  public int sourcePort() {
    return 40000;
  }

  @Override
  public IpAddress localAddress() {
    return IpAddress.parse("127.0.0.1").orElseThrow();
  }

  @Override
  public int localPort() {
    return 80;
  }

  @Override
  public boolean isTls() {
    return tls;
  }
}
