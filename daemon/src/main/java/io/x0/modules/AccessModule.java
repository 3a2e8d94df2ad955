package io.x0.modules;

import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Statement;
import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import java.util.List;

/** Who may come in, by address; and whose word about addresses is believed. Stateless. */
final class AccessModule {
  private static final String DENY = "answers 403 to clients of these networks";
  private static final String ALLOW = "lets clients of these networks pass all access rules below";
  private static final String EXCEPT = "answers 403 to all clients but those of these networks";

  private AccessModule() {}

  /** What a rule does with a client. */
  private interface Rule {
    /** Returns whether the request is finished. */
    boolean apply(RequestContext context, boolean isListed);
  }

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    builtins
        .main(
            Builtin.<RequestContext>named("access.deny", "answers 403 unless access.allow did")
                .handler(call -> context -> AccessModule.deny(context, true)))
        .main(
            Builtin.<RequestContext>named("access.allow", "lets the client pass all rules below")
                .action(call -> RequestContext::allow));
    rule(builtins, "access.deny", DENY, AccessModule::deny);
    rule(builtins, "access.deny_except", EXCEPT, AccessModule::denyOthers);
    rule(builtins, "access.allow", ALLOW, AccessModule::allow);
    builtins
        .setup(
            Builtin.<SetupContext>named(
                    "trusted.proxies", "believes what these say about the client's address")
                .param("networks", Type.CIDRS)
                .action(
                    call -> {
                      ObjectExpr<SetupContext, List<Cidr>> networks = call.cidrs("networks");
                      return setup -> setup.trust(networks.eval(setup));
                    }))
        .setup(
            Builtin.<SetupContext>named(
                    "trusted.proxies", "believes what this one says about the client's address")
                .param("network", Type.CIDR)
                .action(
                    call -> {
                      ObjectExpr<SetupContext, Cidr> network = call.cidr("network");
                      return setup -> setup.trust(List.of(network.eval(setup)));
                    }));
  }

  private static boolean deny(RequestContext context, boolean isListed) {
    if (!isListed || context.isAllowed()) {
      return false;
    }
    context.exchange().respond(403, "access is denied");
    return true;
  }

  private static boolean denyOthers(RequestContext context, boolean isListed) {
    if (isListed) {
      context.trust();
    }
    return deny(context, !isListed);
  }

  private static boolean allow(RequestContext context, boolean isListed) {
    if (isListed) {
      context.allow();
    }
    return false;
  }

  private static void rule(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Rule rule) {
    builtins
        .main(
            Builtin.<RequestContext>named(name, description)
                .param("network", Type.CIDR)
                .handler(call -> one(call, rule)))
        .main(
            Builtin.<RequestContext>named(name, description)
                .param("networks", Type.CIDRS)
                .handler(call -> many(call, rule)));
  }

  private static Statement<RequestContext> one(Arguments<RequestContext> call, Rule rule) {
    ObjectExpr<RequestContext, Cidr> network = call.cidr("network");
    return context ->
        rule.apply(context, network.eval(context).contains(context.exchange().clientIp()));
  }

  private static Statement<RequestContext> many(Arguments<RequestContext> call, Rule rule) {
    ObjectExpr<RequestContext, List<Cidr>> networks = call.cidrs("networks");
    return context ->
        rule.apply(context, contain(networks.eval(context), context.exchange().clientIp()));
  }

  private static boolean contain(List<Cidr> networks, IpAddress address) {
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }
}
