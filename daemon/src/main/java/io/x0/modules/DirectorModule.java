package io.x0.modules;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.common.name.Names;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.DirectorSettings;
import io.x0.director.Directors;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.NearestName;
import io.x0.flow.source.Position;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import io.x0.proxy.ListenAddress;
import io.x0.shaper.BucketTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Directors in the configuration. Confined to the compiler's thread; its closures are not. */
public final class DirectorModule {
  private static final Pattern PSEUDONYM = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final Directors directors;
  private final List<Reference> references = new ArrayList<>();

  /**
   * A director that the configuration names.
   *
   * @param position where
   * @param name which
   */
  public record Reference(Position position, String name) {}

  /**
   * @param directors those that requests go to
   */
  public DirectorModule(Directors directors) {
    this.directors = directors;
  }

  /** Returns the directors that the programs compiled so far name. */
  public List<Reference> references() {
    return List.copyOf(references);
  }

  void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .setup(
            Builtin.<SetupContext>named("director.create", "declares a director and its backends")
                .param("name", Type.STRING)
                .map("backends", Type.STRING)
                .action(DirectorModule::create))
        .setup(
            Builtin.<SetupContext>named(
                    "director.load", "loads a managed director, created empty if there is none")
                .param("name", Type.STRING)
                .action(
                    call -> {
                      String known = call.constantText("name");
                      if (known != null) {
                        Names.check("director", known);
                      }
                      StringExpr<SetupContext> name = call.string("name");
                      return setup -> setup.load(name.eval(setup));
                    }))
        .setup(
            Builtin.<SetupContext>named("director.bucket", "adds a bucket to a declared director")
                .param("director", Type.STRING)
                .param("name", Type.STRING)
                .param("rate", Type.SHARE)
                .param("ceil", Type.SHARE, 0L)
                .param("parent", Type.STRING, BucketTree.ROOT)
                .action(DirectorModule::bucket))
        .setup(
            Builtin.<SetupContext>named("director.set", "sets a declared director")
                .param("director", Type.STRING)
                .map("settings", Type.STRING)
                .action(DirectorModule::set))
        .setup(
            Builtin.<SetupContext>named("director.pseudonym", "the proxy's name in Via")
                .param("name", Type.STRING)
                .action(
                    call -> {
                      String name = call.literal("name");
                      if (!PSEUDONYM.matcher(name).matches()) {
                        throw new InvalidValueException(
                            "pseudonym", name, "letters, digits, dots, underscores or dashes");
                      }
                      return setup -> setup.pseudonym(name);
                    }))
        .main(
            Builtin.<RequestContext>named("director.balance", "balances the request to a director")
                .param("name", Type.STRING)
                .param("bucket", Type.STRING, "")
                .finisher(this::balance))
        .main(
            Builtin.<RequestContext>named(
                    "director.pass",
                    "sends the request to one backend, or refuses it; no name means any")
                .param("name", Type.STRING)
                .param("backend", Type.STRING)
                .finisher(this::pass))
        .main(
            Builtin.<RequestContext>named(
                    "director.hash", "says which requests belong together for scheduler=hash")
                .param("key", Type.STRING)
                .action(
                    call -> {
                      StringExpr<RequestContext> key = call.string("key");
                      return request -> request.exchange().hash(key.eval(request));
                    }))
        .main(
            Builtin.<RequestContext>named(
                    "director.http", "sends the request to a server that belongs to no director")
                .param("address", Type.IP)
                .param("port", Type.NUMBER)
                .finisher(DirectorModule::http))
        .main(
            Builtin.<RequestContext>named(
                    "director.default",
                    "balances to the director named like the host, or to the only one there is")
                .handler(call -> this::balanceDefault))
        .main(
            Builtin.<RequestContext>named(
                    "director.ondemand",
                    "balances to the director on demand of the host and the port, if there is one")
                .handler(call -> this::balanceOnDemand));
    for (Type type : List.of(Type.STRING, Type.IP)) {
      builtins.setup(
          Builtin.<SetupContext>named(
                  "director.ondemand_address",
                  "where to listen for ports of directors on demand; every address unless said")
              .param("address", type)
              .action(DirectorModule::demandAddress));
    }
    for (String name : List.of("director.classify", "director.classify_request", "req.classify")) {
      builtins.main(
          Builtin.<RequestContext>named(name, "says which bucket the request is counted in")
              .param("bucket", Type.STRING)
              .action(
                  call -> {
                    StringExpr<RequestContext> bucket = call.string("bucket");
                    return request -> request.exchange().classify(bucket.eval(request));
                  }));
    }
  }

  private static Action<SetupContext> demandAddress(Arguments<SetupContext> call) {
    String known = call.constantText("address");
    if (known != null) {
      ListenAddress.ofHost(known);
    }
    StringExpr<SetupContext> address = call.text("address");
    return setup -> setup.demandHost(ListenAddress.ofHost(address.eval(setup)).host());
  }

  private static Action<SetupContext> create(Arguments<SetupContext> call) {
    String constantName = call.constantText("name");
    if (constantName != null) {
      Names.check("director", constantName);
    }
    List<Arguments.Entry<SetupContext>> entries = call.entries("backends");
    for (Arguments.Entry<SetupContext> entry : entries) {
      String url = entry.constantText();
      if (url != null) {
        try {
          SetupContext.backend(entry.key(), url);
        } catch (InvalidValueException e) {
          reportSetting(call, entry, e, "backend", BackendConfig.TABLE);
        }
      }
    }
    StringExpr<SetupContext> name = call.string("name");
    return setup -> {
      List<BackendConfig> backends = new ArrayList<>();
      for (Arguments.Entry<SetupContext> entry : entries) {
        backends.add(SetupContext.backend(entry.key(), entry.text().eval(setup)));
      }
      setup.declare(SetupContext.director(name.eval(setup), backends));
    };
  }

  private static Action<SetupContext> bucket(Arguments<SetupContext> call) {
    StringExpr<SetupContext> director = call.string("director");
    StringExpr<SetupContext> name = call.string("name");
    StringExpr<SetupContext> parent = call.string("parent");
    LongExpr<SetupContext> rate = call.millionths("rate");
    LongExpr<SetupContext> ceil = call.millionths("ceil");
    boolean hasCeil = call.isGiven("ceil");
    return setup -> {
      Map<String, String> settings = new HashMap<>();
      settings.put("rate", fraction(rate.eval(setup)));
      if (hasCeil) {
        settings.put("ceil", fraction(ceil.eval(setup)));
      }
      settings.put("parent", parent.eval(setup));
      setup.bucket(director.eval(setup), name.eval(setup), settings);
    };
  }

  private static Action<SetupContext> set(Arguments<SetupContext> call) {
    List<Arguments.Entry<SetupContext>> entries = call.entries("settings");
    for (Arguments.Entry<SetupContext> entry : entries) {
      String value = entry.constantText();
      if (value != null) {
        try {
          DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, Map.of(entry.key(), value));
        } catch (InvalidValueException e) {
          reportSetting(call, entry, e, "director", DirectorSettings.TABLE);
        }
      }
    }
    StringExpr<SetupContext> director = call.string("director");
    return setup -> {
      Map<String, String> settings = new HashMap<>();
      for (Arguments.Entry<SetupContext> entry : entries) {
        settings.put(entry.key(), entry.text().eval(setup));
      }
      setup.set(director.eval(setup), settings);
    };
  }

  /** Says what is wrong with a setting, or which name a misspelt one was meant to be. */
  private static void reportSetting(
      Arguments<SetupContext> call,
      Arguments.Entry<SetupContext> entry,
      InvalidValueException problem,
      String owner,
      SettingTable<?> table) {
    String name = problem.field();
    List<String> known = table.all().stream().map(Setting::name).toList();
    String guess = known.contains(name) ? null : NearestName.suggest(name, known);
    call.error(
        entry.position(),
        guess == null
            ? String.valueOf(problem.getMessage())
            : "a " + owner + " has no setting '" + name + "'",
        guess);
  }

  private static String fraction(long millionths) {
    return BigDecimal.valueOf(millionths, 6).toPlainString();
  }

  private Action<RequestContext> balance(Arguments<RequestContext> call) {
    note(call);
    StringExpr<RequestContext> name = call.string("name");
    StringExpr<RequestContext> bucket = call.string("bucket");
    return request -> {
      String wanted = bucket.eval(request);
      if (!wanted.isEmpty()) {
        request.exchange().classify(wanted);
      }
      route(request, name.eval(request), director -> request.exchange().balance(director));
    };
  }

  private Action<RequestContext> pass(Arguments<RequestContext> call) {
    note(call);
    StringExpr<RequestContext> name = call.string("name");
    StringExpr<RequestContext> backend = call.string("backend");
    return request -> {
      String wanted = backend.eval(request);
      route(
          request,
          name.eval(request),
          director -> {
            if (wanted.isEmpty()) {
              request.exchange().balance(director);
            } else {
              request.exchange().pass(director, wanted);
            }
          });
    };
  }

  /** Where a request goes is decided by whoever wrote the configuration, not by the request. */
  private static Action<RequestContext> http(Arguments<RequestContext> call) {
    String address =
        call.operand("address").constant() instanceof IpAddress ip ? ip.toString() : "";
    Long port = call.constantNumber("port");
    if (address.isEmpty() || port == null) {
      call.error(
          address.isEmpty() ? "address" : "port",
          "address and port must be known when the configuration is loaded",
          null);
      return context -> {};
    }
    String host = address.contains(":") ? "[" + address + "]" : address;
    BackendUrl url = BackendUrl.parse("director.http", "http://" + host + ":" + port);
    return context -> context.exchange().direct(url);
  }

  private void note(Arguments<RequestContext> call) {
    note(call, "name");
  }

  /** Notes that an argument names a director. */
  void note(Arguments<RequestContext> call, String argument) {
    String known = call.constantText(argument);
    if (known != null) {
      references.add(new Reference(call.position(), Names.check("director", known)));
    }
  }

  void route(RequestContext request, String name, Consumer<Director> action) {
    Optional<Director> director = directors.route(name);
    if (director.isPresent()) {
      action.accept(director.get());
    } else {
      request.exchange().respond(503, "there is no such director");
    }
  }

  private boolean balanceDefault(RequestContext request) {
    Optional<Director> director = directors.find(RequestModule.host(request)).or(directors::only);
    director.ifPresent(d -> request.exchange().balance(d));
    return director.isPresent();
  }

  private boolean balanceOnDemand(RequestContext request) {
    Optional<Director> director =
        directors.onDemand(RequestModule.host(request), RequestModule.localPort(request));
    director.ifPresent(d -> request.exchange().balance(d));
    return director.isPresent();
  }
}
