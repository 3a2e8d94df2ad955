package io.x0.modules;

import io.x0.flow.closure.FlowContext;
import io.x0.proxy.Exchange;
import io.x0.proxy.FieldEdit;
import io.x0.proxy.auth.Logins;
import org.jspecify.annotations.Nullable;

/** One request, as the main handler sees it. One thread. */
public final class RequestContext extends FlowContext {
  private static final FieldEdit REALM = challenge("Restricted Area");

  private final Exchange exchange;
  private FieldEdit realm = REALM;
  private @Nullable Logins users;
  private boolean allowed;
  private boolean trusted;

  public RequestContext(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Returns the request and its answer. */
  public Exchange exchange() {
    return exchange;
  }

  /** Returns what asks a client for a name and a password (RFC 7617). */
  static FieldEdit challenge(String realm) {
    return FieldEdit.overwrite(
        "WWW-Authenticate", "Basic realm=\"" + realm + "\", charset=\"UTF-8\"");
  }

  /** Returns what asks the client to log in. */
  FieldEdit realm() {
    return realm;
  }

  void realm(FieldEdit challenge) {
    realm = challenge;
  }

  /** Returns who may log in, or null when nobody said. */
  @Nullable Logins users() {
    return users;
  }

  void users(Logins value) {
    users = value;
  }

  /** Returns whether the access rules that follow let the client pass. */
  boolean isAllowed() {
    return allowed;
  }

  void allow() {
    allowed = true;
    trusted = true;
  }

  /** Returns whether a rule that names clients or users has let the client pass. */
  boolean isTrusted() {
    return trusted;
  }

  void trust() {
    trusted = true;
  }
}
