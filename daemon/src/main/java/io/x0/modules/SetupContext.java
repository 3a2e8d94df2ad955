package io.x0.modules;

import io.x0.common.name.BackendUrl;
import io.x0.common.name.Names;
import io.x0.director.BackendConfig;
import io.x0.director.BucketEdits;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Origin;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.value.Cidr;
import io.x0.proxy.AnswerPolicy;
import io.x0.proxy.CacheDisk;
import io.x0.proxy.Limits;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.ProxyConfig;
import io.x0.proxy.RequestProgram;
import io.x0.proxy.Transport;
import io.x0.proxy.TrustedProxies;
import io.x0.proxy.Wire;
import io.x0.proxy.tls.Identities;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsSettings;
import io.x0.shaper.BucketTree;
import io.x0.unix.SocketAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the setup handler asks for. Nothing of it happens before setup has ended well. One thread.
 */
public final class SetupContext extends FlowContext {
  private final List<ListenAddress> listeners = new ArrayList<>();
  private final Map<ListenAddress, String> places = new LinkedHashMap<>();
  private final Map<ListenAddress, SocketAccess> sockets = new LinkedHashMap<>();
  private final Map<ListenAddress, Integer> connectionLimits = new LinkedHashMap<>();
  private final List<Identity> identities = new ArrayList<>();
  private final Map<ListenAddress, Clients> secure = new LinkedHashMap<>();
  private final Map<ListenAddress, TlsSettings> secured = new LinkedHashMap<>();
  private final Map<ListenAddress, String> unusable = new LinkedHashMap<>();
  private final Map<ListenAddress, List<Cidr>> proxied = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, DirectorConfig> declared = new LinkedHashMap<>();
  private final Set<String> loaded = new LinkedHashSet<>();
  private String pseudonym = "x0d";
  private long cacheBytes = ProxyConfig.CACHE_BYTES;
  private Transport transport = Transport.DEFAULT;
  private String demandHost = "0.0.0.0";
  private Limits limits = Limits.DEFAULT;
  private AnswerPolicy answers = AnswerPolicy.PLAIN;
  private List<Cidr> trusted = List.of();
  private @Nullable Map<ListenAddress, Wire> wires;
  private @Nullable String logLevel;
  private Duration drainTime = Duration.ofSeconds(10);
  private @Nullable String stateFolder;
  private CacheDisk.@Nullable Place cacheDisk;
  private @Nullable String adminSocket;
  private @Nullable String adminGroup;

  /** Who vouches for the clients of a listener, and whether one may come without a certificate. */
  private record Clients(String file, boolean isOptional) {}

  /** Returns where to listen. */
  public List<ListenAddress> listeners() {
    return List.copyOf(listeners);
  }

  /**
   * Returns what is spoken where, if it is not HTTP in the clear.
   *
   * @throws IllegalArgumentException if something is missing for that
   */
  public Map<ListenAddress, Wire> wires() {
    Map<ListenAddress, Wire> known = wires;
    if (known == null) {
      known = Map.copyOf(newWires());
      wires = known;
    }
    return known;
  }

  private Map<ListenAddress, Wire> newWires() {
    Map<ListenAddress, Wire> out = new LinkedHashMap<>();
    secure.forEach(
        (address, clients) -> {
          if (identities.isEmpty()) {
            throw new IllegalArgumentException(
                "ssl.listen '" + address + "' needs a certificate: add ssl.context CERT, KEY");
          }
          Path authorities = clients.file.isEmpty() ? null : Path.of(clients.file);
          out.put(
              address,
              new Wire(
                  TlsSettings.of(new Identities(identities), authorities, clients.isOptional),
                  List.of()));
        });
    secured.forEach((address, tls) -> out.put(address, new Wire(tls, List.of())));
    proxied.forEach(
        (address, proxies) -> {
          if (!listeners.contains(address)) {
            throw new IllegalArgumentException(
                "proxy_protocol.from '" + address + "': nothing listens there");
          }
          Wire wire = out.getOrDefault(address, Wire.PLAIN);
          out.put(address, new Wire(wire.tls(), proxies));
        });
    return out;
  }

  void identity(Identity identity) {
    identities.add(identity);
  }

  /**
   * Listens for HTTPS.
   *
   * @param place the file and line that says so
   * @param authorities file of those who vouch for clients; empty to ask no client
   */
  void listenSecurely(ListenAddress address, String place, String authorities, boolean isOptional) {
    listen(address, place);
    secure.put(address, new Clients(authorities, isOptional));
  }

  /** Says how TLS is spoken at an address, whose certificates are not those of the others. */
  void secured(ListenAddress address, TlsSettings tls) {
    secured.put(address, tls);
  }

  /**
   * Does without a listener for want of a certificate.
   *
   * @param why in one line, with its place
   */
  void unusable(ListenAddress address, String why) {
    unusable.put(address, why);
  }

  /** Returns the listeners that are done without for want of a certificate, and why. */
  public Map<ListenAddress, String> unusable() {
    return Map.copyOf(unusable);
  }

  /** Takes connections from these only, which say who the client is. */
  void proxied(ListenAddress address, List<Cidr> proxies) {
    if (proxies.isEmpty()) {
      throw new IllegalArgumentException(
          "proxy_protocol.from '" + address + "': no proxy is named, so nobody could connect");
    }
    proxied.put(address, List.copyOf(proxies));
  }

  /** Returns the directors of the configuration file. */
  public List<DirectorConfig> declared() {
    return List.copyOf(declared.values());
  }

  /** Returns the managed directors that must exist. */
  public Set<String> loaded() {
    return Set.copyOf(loaded);
  }

  /** Returns what it says about all requests, with {@code program} to decide about each. */
  public ProxyConfig proxy(RequestProgram program) {
    return new ProxyConfig(
        program, pseudonym, new TrustedProxies(trusted), limits, answers, cacheBytes, transport);
  }

  /** Returns the address on which ports of directors on demand are listened to. */
  public String demandHost() {
    return demandHost;
  }

  /** Returns the state folder, or null when the configuration does not say. */
  public @Nullable String stateFolder() {
    return stateFolder;
  }

  /** Returns the admin socket, or null when the configuration does not say. */
  public @Nullable String adminSocket() {
    return adminSocket;
  }

  /**
   * Returns the group that may use the admin socket, or null when the configuration does not say.
   */
  public @Nullable String adminGroup() {
    return adminGroup;
  }

  /** Returns the least level that x0 logs, or null when the configuration does not say. */
  public @Nullable String logLevel() {
    return logLevel;
  }

  /** Returns how long what is on its way may take when x0d ends. */
  public Duration drainTime() {
    return drainTime;
  }

  void drainTime(Duration most) {
    drainTime = most;
  }

  void logLevel(String level) {
    logLevel = level;
  }

  void limit(UnaryOperator<Limits> change) {
    limits = change.apply(limits);
  }

  void answers(UnaryOperator<AnswerPolicy> change) {
    answers = change.apply(answers);
  }

  void trust(List<Cidr> proxies) {
    trusted = List.copyOf(proxies);
  }

  /**
   * Listens on an address.
   *
   * @param place the file and line that says so
   */
  void listen(ListenAddress address, String place) {
    listeners.add(address);
    places.putIfAbsent(address, place);
  }

  /** Says who may use a UNIX socket. */
  void access(ListenAddress socket, SocketAccess access) {
    sockets.put(socket, access);
  }

  /** Returns who may use the UNIX sockets of which the configuration says so. */
  public Map<ListenAddress, SocketAccess> sockets() {
    return Map.copyOf(sockets);
  }

  /**
   * Listens on an address that takes so many connections only.
   *
   * @param place the file and line that says so
   * @param connections most connections at once
   */
  void listen(ListenAddress address, String place, int connections) {
    listen(address, place);
    connectionLimits.put(address, connections);
  }

  /** Says what is wrong with another file, or lost of it, in one line. */
  void remark(String line) {
    remarks.add(line);
  }

  /** Returns which file and line asks to listen where. */
  public Map<ListenAddress, String> places() {
    return Map.copyOf(places);
  }

  /** Returns how many connections are taken at once where not all of them are. */
  public Map<ListenAddress, Integer> connectionLimits() {
    return Map.copyOf(connectionLimits);
  }

  /** Returns what is wrong with other files, or lost of them, in lines. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  void declare(DirectorConfig director) {
    if (declared.putIfAbsent(director.name(), director) != null) {
      throw new IllegalArgumentException("director " + director.name() + " is created twice");
    }
  }

  /**
   * Adds a bucket to a director declared before.
   *
   * @throws IllegalArgumentException if there is none, or the bucket does not fit
   */
  void bucket(String director, String name, Map<String, String> settings) {
    DirectorConfig before = declared("director.bucket", director);
    String parent = settings.getOrDefault("parent", BucketTree.ROOT);
    declared.put(
        director,
        before.withBuckets(before.buckets().withBucket(parent, BucketEdits.spec(name, settings))));
  }

  /**
   * Changes settings of a director declared before.
   *
   * @throws IllegalArgumentException if there is none, or a value is not acceptable
   */
  void set(String director, Map<String, String> settings) {
    DirectorConfig before = declared("director.set", director);
    declared.put(
        director, before.withSettings(DirectorSettings.TABLE.apply(before.settings(), settings)));
  }

  private DirectorConfig declared(String builtin, String director) {
    DirectorConfig found = declared.get(director);
    if (found == null) {
      throw new IllegalArgumentException(
          builtin + ": no director " + director + " is created in this file");
    }
    return found;
  }

  void load(String name) {
    loaded.add(Names.check("director", name));
  }

  void cacheSize(long bytes) {
    cacheBytes = bytes;
  }

  void transport(Transport next) {
    transport = next;
  }

  void cacheDisk(CacheDisk.Place place) {
    cacheDisk = place;
  }

  /** Returns where answers are cached on disk, or null if they are not. */
  public CacheDisk.@Nullable Place cacheDisk() {
    return cacheDisk;
  }

  void pseudonym(String name) {
    pseudonym = name;
  }

  void demandHost(String host) {
    demandHost = host;
  }

  void stateFolder(String folder) {
    stateFolder = folder;
  }

  /** Says where the admin socket is and for which group; what is empty is not said. */
  void adminSocket(String path, String group) {
    adminSocket = path.isEmpty() ? adminSocket : path;
    adminGroup = group.isEmpty() ? adminGroup : group;
  }

  /**
   * Returns the backend that {@code text} means, such as {@code http://10.0.0.1:80?capacity=4}.
   *
   * @throws io.x0.common.InvalidValueException if it means none
   */
  static BackendConfig backend(String name, String text) {
    int query = text.indexOf('?');
    String url = query < 0 ? text : text.substring(0, query);
    BackendConfig backend =
        BackendConfig.of(Names.check("backend", name), BackendUrl.parse("backend " + name, url));
    Map<String, String> settings = new LinkedHashMap<>();
    if (query >= 0) {
      for (String pair : text.substring(query + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        settings.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "true" : pair.substring(equals + 1));
      }
    }
    return backend.with(settings);
  }

  /** Returns a director of the configuration file. */
  static DirectorConfig director(String name, List<BackendConfig> backends) {
    DirectorConfig empty = DirectorConfig.of(name, Origin.STATIC);
    return new DirectorConfig(
        name, empty.origin(), empty.settings(), backends, empty.buckets(), empty.revision());
  }
}
