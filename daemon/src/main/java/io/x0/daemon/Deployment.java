package io.x0.daemon;

import io.x0.director.Adoption;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorStore.Change;
import io.x0.director.Directors;
import io.x0.director.Edit;
import io.x0.director.RefusedException;
import io.x0.modules.DirectorModule;
import io.x0.proxy.ListenerChange;
import io.x0.proxy.ProxyServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
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
  private final Ports ports;
  private final LogLevel logLevel = new LogLevel();

  Deployment(Directors directors, ProxyServer proxy, ControlPlane control, Ports ports) {
    this.directors = directors;
    this.proxy = proxy;
    this.control = control;
    this.ports = ports;
  }

  /**
   * Brings a configuration into force. What can fail comes first: the names of the directors, then
   * the sockets; after that nothing can.
   *
   * @return what it changed
   * @throws StartupException if that is not possible; then nothing has changed
   */
  ControlPlane.Redeclared apply(Configuration next) throws StartupException {
    return entered(next, control.declare(next.setup().declared(), new Entry(next)));
  }

  /**
   * Returns what {@link #apply} would change of directors; the sockets are not tried.
   *
   * @throws StartupException if a director of that name is in the way
   */
  List<Change> preview(Configuration next) throws StartupException {
    return entered(next, control.preview(next.setup().declared()));
  }

  private static <T> T entered(Configuration next, CompletableFuture<T> entry)
      throws StartupException {
    try {
      return entry.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        String field = refused.field();
        String place = field == null ? next.file().toString() : field;
        throw new StartupException(place + ": error: " + refused.getMessage(), refused);
      }
      throw e;
    }
  }

  /** The entry of a configuration into force, but for its directors. */
  private final class Entry implements ControlPlane.Takeover {
    private final Configuration next;
    private @Nullable ListenerChange listeners;

    private Entry(Configuration next) {
      this.next = next;
    }

    @Override
    public void prepare() {
      listeners = ports.declare(next.setup());
    }

    @Override
    public void commit() {
      proxy.configure(next.proxy());
      proxy.speak(next.setup().wires());
      logLevel.set(next.setup().logLevel());
      Objects.requireNonNull(listeners, "not prepared").commit();
      proxy.limit(next.setup().connectionLimits());
    }
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

  /** Takes over what was put among the directors on demand; it always ends well. */
  void adopt() {
    try {
      Adoption adoption = control.adopt().join();
      adoption.adopted().forEach(name -> LOG.info("adopted director {}", name));
      adoption.problems().forEach(LOG::warn);
    } catch (CompletionException e) {
      LOG.error("directors on demand: {}", reason(e));
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
