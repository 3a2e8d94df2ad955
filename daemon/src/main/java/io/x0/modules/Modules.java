package io.x0.modules;

import io.x0.director.Directors;
import io.x0.flow.Program;
import io.x0.flow.builtin.Builtins;
import io.x0.proxy.Exchange;
import io.x0.proxy.RequestProgram;
import io.x0.proxy.auth.Logins;
import io.x0.time.Clock;
import java.util.List;
import org.eclipse.jetty.server.Request;

/**
 * All that one configuration can call. What its setup leaves for its main handler is kept here, so
 * each configuration has its own. Confined to the thread that compiles and runs setup; the closures
 * of the main handler are not.
 */
public final class Modules {
  private final DirectorModule directors;
  private final HaproxyModule haproxy;
  private final ErrorModule errors = new ErrorModule();
  private final AuthModule auth = new AuthModule();
  private final LimitModule limits;
  private final LogModule logs;
  private final SystemModule system;
  private final TlsModule tls;
  private final AdminModule admin;

  /**
   * @param directors those that requests go to
   */
  public Modules(Directors directors) {
    this(directors, AdminDoor.SHUT);
  }

  /**
   * @param directors those that requests go to
   * @param door the admin side, for clients of listeners
   */
  public Modules(Directors directors, AdminDoor door) {
    this(directors, Clock.system(), door);
  }

  /**
   * @param directors those that requests go to
   * @param clock tells when a limited rate allows more
   */
  public Modules(Directors directors, Clock clock) {
    this(directors, clock, AdminDoor.SHUT);
  }

  private Modules(Directors directors, Clock clock, AdminDoor door) {
    this.directors = new DirectorModule(directors);
    this.haproxy = new HaproxyModule(directors);
    this.limits = new LimitModule(clock);
    this.logs = new LogModule(clock);
    this.system = new SystemModule(clock);
    this.tls = new TlsModule(clock);
    this.admin = new AdminModule(door);
  }

  /** Returns the builtins. */
  public Builtins<SetupContext, RequestContext> builtins() {
    Builtins.Builder<SetupContext, RequestContext> builtins = Builtins.builder();
    SetupModule.register(builtins);
    ListenModule.register(builtins);
    tls.register(builtins);
    limits.register(builtins);
    directors.register(builtins);
    CacheModule.register(builtins, directors);
    RequestModule.register(builtins);
    HeaderModule.register(builtins);
    TraceModule.register(builtins);
    SendfileModule.register(builtins);
    errors.register(builtins);
    CompressModule.register(builtins);
    AccessModule.register(builtins);
    auth.register(builtins);
    AnswerModule.register(builtins);
    haproxy.register(builtins);
    logs.register(builtins);
    system.register(builtins);
    admin.register(builtins);
    return builtins.build();
  }

  /** Returns the main handler of a program that was compiled with these builtins. */
  public RequestProgram requests(Program<SetupContext, RequestContext> program) {
    Iterable<Logins> files = auth.files();
    return new RequestProgram() {
      @Override
      public boolean run(Exchange exchange) {
        return program.main().run(new RequestContext(exchange));
      }

      @Override
      public boolean mayBlock(Request request) {
        return AuthModule.mayBlock(files, request);
      }
    };
  }

  /** Returns the directors that the programs compiled so far name. */
  public List<DirectorModule.Reference> references() {
    return directors.references();
  }
}
