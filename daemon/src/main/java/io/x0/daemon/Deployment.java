package io.x0.daemon;

import io.x0.director.ControlPlane;
import io.x0.director.Directors;
import io.x0.director.Edit;
import io.x0.director.RefusedException;
import io.x0.modules.DirectorModule;
import io.x0.proxy.ListenerChange;
import io.x0.proxy.ProxyServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings configurations into force, each as a whole or not at all. Requests keep to the one they
 * began with. For one thread at a time.
 */
final class Deployment {
  private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

  private final Directors directors;
  private final ProxyServer proxy;
  private final ControlPlane control;
  private final LogLevel logLevel = new LogLevel();

  Deployment(Directors directors, ProxyServer proxy, ControlPlane control) {
    this.directors = directors;
    this.proxy = proxy;
    this.control = control;
  }

  /**
   * Brings a configuration into force. What can fail comes first: the sockets, then the names of
   * the directors; after that nothing can.
   *
   * @return what it changed
   * @throws StartupException if that is not possible; then nothing has changed
   */
  ControlPlane.Redeclared apply(Configuration next) throws StartupException {
    ListenerChange listeners;
    try {
      listeners = proxy.listen(next.setup().listeners());
    } catch (IOException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
    ControlPlane.Redeclared redeclared;
    try {
      redeclared = control.declare(next.setup().declared()).join();
    } catch (CompletionException e) {
      listeners.rollback();
      if (e.getCause() instanceof RefusedException refused) {
        throw new StartupException(next.file() + ": error: " + refused.getMessage(), refused);
      }
      throw e;
    }
    proxy.configure(next.proxy());
    logLevel.set(next.setup().logLevel());
    listeners.commit();
    // Last of all: until now requests could still come for them.
    control.retire(redeclared.removed()).join();
    return redeclared;
  }

  /**
   * Creates the managed directors that a configuration wants to exist.
   *
   * @throws StartupException if one cannot be created
   */
  void load(Configuration wanted) throws StartupException {
    for (String name : wanted.setup().loaded()) {
      if (directors.find(name).isEmpty()) {
        try {
          var unused = control.submit("x0d.conf", Edit.createDirector(name, Map.of())).join();
        } catch (CompletionException e) {
          throw new StartupException(
              wanted.file() + ": error: director.load '" + name + "': " + reason(e), e);
        }
      }
    }
  }

  private static String reason(CompletionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** Logs what is doubtful about a configuration. */
  void warn(Configuration next) {
    if (!next.warnings().isEmpty()) {
      LOG.warn(next.warnings());
    }
    for (DirectorModule.Reference reference : next.references()) {
      if (directors.find(reference.name()).isEmpty()) {
        LOG.warn(
            "{}: there is no director {}: requests to it get 503 until you make it"
                + " (x0ctl director create {})",
            reference.position(),
            reference.name(),
            reference.name());
      }
    }
  }
}
