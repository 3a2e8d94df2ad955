package io.x0.haproxy.rule;

import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.RequestView;
import java.util.List;
import java.util.Optional;

/** A request with what rules have changed. One thread. */
final class EditedRequest implements RequestView {
  private final RequestView original;
  private final EditedFields fields = new EditedFields();
  private String method;
  private String path;
  private Optional<String> query;
  private IpAddress source;

  EditedRequest(RequestView original) {
    this.original = original;
    method = original.method();
    path = original.path();
    query = original.query();
    source = original.sourceAddress();
  }

  EditedFields fields() {
    return fields;
  }

  void source(IpAddress address) {
    source = address;
  }

  String pathAndQuery() {
    return query.map(q -> path + "?" + q).orElse(path);
  }

  void set(Action.SetTarget.Part part, String value) {
    switch (part) {
      case METHOD -> method = value;
      case QUERY -> query = value.isEmpty() ? Optional.empty() : Optional.of(value);
      case PATH -> path = value.startsWith("/") ? value : "/" + value;
      case PATH_AND_QUERY -> {
        int mark = value.indexOf('?');
        set(Action.SetTarget.Part.PATH, mark < 0 ? value : value.substring(0, mark));
        set(Action.SetTarget.Part.QUERY, mark < 0 ? "" : value.substring(mark + 1));
      }
    }
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
    List<String> lines = headers("Host");
    return lines.isEmpty() ? original.host() : lines.get(0);
  }

  @Override
  public List<String> headers(String name) {
    return fields.over(original::headers, name);
  }

  @Override
  public Optional<String> cookie(String name) {
    return original.cookie(name);
  }

  @Override
  public IpAddress sourceAddress() {
    return source;
  }

  @Override
  public int sourcePort() {
    return original.sourcePort();
  }

  @Override
  public IpAddress localAddress() {
    return original.localAddress();
  }

  @Override
  public int localPort() {
    return original.localPort();
  }

  @Override
  public boolean isTls() {
    return original.isTls();
  }
}
