package io.x0.proxy.upstream;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.thread.Scheduler;

/** What the upstreams share with the server. Immutable. */
record Resources(
    Executor executor, Scheduler scheduler, ByteBufferPool buffers, AddressLookup lookup) {}
