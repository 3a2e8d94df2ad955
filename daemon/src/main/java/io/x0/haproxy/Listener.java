package io.x0.haproxy;

import io.x0.haproxy.model.Address;
import io.x0.haproxy.model.Bind;
import io.x0.haproxy.source.Location;
import java.util.Optional;

/**
 * A place that must be listened on, and whose rules apply to what comes there. Immutable.
 *
 * @param frontend the name of the HAProxy frontend or listen section
 * @param at where it is written
 * @param address where to listen; host {@code *} is every address
 * @param tls how it speaks TLS; a listener with it must never be opened in plain text
 * @param acceptProxy whether connections begin with a PROXY header; without it the address of
 *     clients would be wrong
 * @param access who may use it, if it is a unix socket
 */
public record Listener(
    String frontend,
    Location at,
    Address address,
    Optional<Bind.Tls> tls,
    boolean acceptProxy,
    Bind.Access access) {}
