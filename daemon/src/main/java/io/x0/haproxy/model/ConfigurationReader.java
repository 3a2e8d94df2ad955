package io.x0.haproxy.model;

import io.x0.haproxy.source.Diagnostics;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Location;
import io.x0.haproxy.source.Section;
import io.x0.haproxy.source.SectionKind;
import io.x0.haproxy.source.Variables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes proxies of the sections of a configuration. One thread. */
public final class ConfigurationReader {
  private final Diagnostics diagnostics;
  private final boolean lenient;
  private final References references;
  private final ProxyReader reader;
  private final List<Proxy> proxies = new ArrayList<>();
  private final Map<String, ProxyDraft> namedDefaults = new HashMap<>();
  private final Set<String> frontends = new HashSet<>();
  private final Set<String> backends = new HashSet<>();
  private ProxyDraft defaults;
  private Global global = Global.NONE;

  /**
   * @param variables the environment after all files were read
   * @param files reads a file that the configuration names; empty if it cannot be read
   * @param diagnostics takes what is wrong or lost
   * @param lenient whether a line that x0 cannot obey is skipped instead of its proxy
   */
  public ConfigurationReader(
      Variables variables,
      Function<String, Optional<String>> files,
      Diagnostics diagnostics,
      boolean lenient) {
    this.diagnostics = diagnostics;
    this.lenient = lenient;
    references = new References(files);
    reader = new ProxyReader(variables, references);
    defaults =
        new ProxyDraft(SectionKind.DEFAULTS, "", new Location("", 1, 1), diagnostics, lenient);
  }

  /** Returns what the sections define. */
  public Configuration read(List<Section> sections) {
    for (Section section : sections) {
      if (section.kind() == SectionKind.USERLIST) {
        references.users(section.name(), UserlistReader.read(section, diagnostics));
      }
    }
    references.variables(sections);
    for (Section section : sections) {
      switch (section.kind()) {
        case GLOBAL -> section.lines().forEach(this::global);
        case DEFAULTS -> defaults(section);
        case FRONTEND, BACKEND, LISTEN -> proxy(section);
        case USERLIST -> {}
        default ->
            diagnostics.warning(
                section.header().at(),
                (section.kind().keyword() + " " + section.name()).strip(),
                "the section is skipped; " + section.kind().lost());
      }
    }
    return new Configuration(global, proxies);
  }

  private void global(Line line) {
    switch (line.text(0)) {
      case "maxconn" -> {
        if (line.text(1).matches("[0-9]{1,8}")) {
          global = global.withMaxconn(Integer.parseInt(line.text(1)));
          diagnostics.warning(
              line.at(), "maxconn", "only frontends limit connections, not the process");
        } else {
          diagnostics.warning(line.at(), "maxconn", "'" + line.text(1) + "' is not a number");
        }
      }
      case "hard-stop-after" -> {
        Optional<Duration> drain = TimeText.parse(line.text(1));
        global = global.withDrain(drain);
        diagnostics.warning(line.at(), "hard-stop-after", "requests on their way get 10s");
      }
      case "node" -> global = global.withNode(line.text(1));
      case "crt-base" -> global = global.withTls(global.tls().withCertificates(line.text(1)));
      case "ca-base" -> global = global.withTls(global.tls().withAuthorities(line.text(1)));
      case "ssl-default-bind-options" -> tlsOptions(line);
      case "description" -> {}
      default -> diagnostics.warning(line.at(), line.text(0), Quiet.ofGlobal(line.text(0)));
    }
  }

  private void tlsOptions(Line line) {
    Map<String, String> words = BindWords.defaults(line);
    global = global.withTls(global.tls().withOptions(words));
    String own =
        words.keySet().stream()
            .filter(word -> !BindWords.isAboutVersions(word))
            .sorted()
            .collect(Collectors.joining(", "));
    if (!own.isEmpty()) {
      diagnostics.warning(line.at(), line.text(0), "x0 has its own way for " + own);
    }
  }

  private void defaults(Section section) {
    ProxyDraft draft = draft(section);
    if (!section.from().isEmpty()) {
      draft.inherit(base(section));
    }
    reader.read(section, draft);
    defaults = draft;
    if (!section.name().isEmpty()) {
      namedDefaults.put(section.name(), draft);
    }
  }

  private ProxyDraft draft(Section section) {
    return new ProxyDraft(
        section.kind(), section.name(), section.header().at(), diagnostics, lenient);
  }

  private ProxyDraft base(Section section) {
    if (section.from().isEmpty()) {
      return defaults;
    }
    ProxyDraft named = namedDefaults.get(section.from());
    if (named == null) {
      diagnostics.error(
          section.header().at(), "from", "there are no defaults " + section.from() + " before");
      return defaults;
    }
    return named;
  }

  private void proxy(Section section) {
    ProxyDraft draft = draft(section);
    String keyword = section.kind().keyword();
    if (draft.name.isEmpty()) {
      diagnostics.error(draft.at, keyword, "the name is missing; the section is skipped");
      return;
    }
    boolean isNew =
        !(draft.isFrontend() && frontends.contains(draft.name))
            && !(draft.isBackend() && backends.contains(draft.name));
    if (!isNew) {
      diagnostics.error(
          draft.at, keyword, "there is another " + draft.name + "; this section is skipped");
      return;
    }
    if (draft.isFrontend()) {
      frontends.add(draft.name);
    }
    if (draft.isBackend()) {
      backends.add(draft.name);
    }
    draft.inherit(base(section));
    reader.read(section, draft);
    if (!draft.mode.equals("http")) {
      String mode = draft.modeGiven ? "mode " + draft.mode : "no mode means tcp";
      diagnostics.warning(
          draft.at, keyword, draft.name + " is skipped: " + mode + ", and x0 speaks HTTP");
      proxies.add(
          draft.freeze(
              new Traffic(List.of(), List.of(), List.of(), Optional.empty(), "", List.of())));
      return;
    }
    proxies.add(draft.freeze(TrafficReader.read(draft, references)));
  }
}
