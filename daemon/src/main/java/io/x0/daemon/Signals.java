package io.x0.daemon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that an operator sends. Java has no supported way to a signal: the class is looked up, so
 * that a Java without it runs x0d all the same.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs {@code action}, on a thread of its own, each time the signal comes.
   *
   * @param name of the signal, without its SIG
   * @param otherwise what does the same where there are no signals
   */
  static void handle(String name, String otherwise, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object listener =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      Object wanted = signal.getConstructor(String.class).newInstance(name);
      var unused = signal.getMethod("handle", signal, handler).invoke(null, wanted, listener);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.warn("SIG{} does nothing here ({}): use {}", name, e.toString(), otherwise);
    }
  }
}
