package io.x0.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which keys belong to which URLs and tags. Thread-safe, if changes of one key follow each other.
 * It holds what is stored and nothing else, so the limit of the cache limits it, too.
 */
public final class KeyIndex {
  /** After any character of a URL: what begins with a text lies before the text with it added. */
  private static final String LAST = "\uffff";

  private final Map<String, Set<String>> byTag = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> byUrl = new ConcurrentHashMap<>();

  /** The URLs in their order; a URL enters and leaves it with its first and last key. */
  private final NavigableSet<String> urls = new ConcurrentSkipListSet<>();

  /** Takes note that another set of responses is stored under a key. */
  public void change(String key, List<Labels> before, List<Labels> after) {
    Set<String> urlsBefore = urlsOf(before);
    Set<String> urlsAfter = urlsOf(after);
    Set<String> tagsBefore = tagsOf(before);
    Set<String> tagsAfter = tagsOf(after);
    for (String url : urlsAfter) {
      if (!urlsBefore.contains(url)) {
        addUrl(url, key);
      }
    }
    for (String url : urlsBefore) {
      if (!urlsAfter.contains(url)) {
        removeUrl(url, key);
      }
    }
    for (String tag : tagsAfter) {
      if (!tagsBefore.contains(tag)) {
        byTag.compute(tag, (t, keys) -> added(keys, key));
      }
    }
    for (String tag : tagsBefore) {
      if (!tagsAfter.contains(tag)) {
        byTag.computeIfPresent(tag, (t, keys) -> removed(keys, key));
      }
    }
  }

  private static Set<String> urlsOf(List<Labels> variants) {
    if (variants.size() == 1) {
      return Set.of(variants.get(0).url());
    }
    Set<String> all = new HashSet<>();
    variants.forEach(variant -> all.add(variant.url()));
    return all;
  }

  private static Set<String> tagsOf(List<Labels> variants) {
    if (variants.size() == 1) {
      return variants.get(0).tags();
    }
    Set<String> all = new HashSet<>();
    variants.forEach(variant -> all.addAll(variant.tags()));
    return all;
  }

  private void addUrl(String url, String key) {
    byUrl.compute(
        url,
        (u, keys) -> {
          if (keys == null) {
            urls.add(u);
          }
          return added(keys, key);
        });
  }

  private void removeUrl(String url, String key) {
    byUrl.computeIfPresent(
        url,
        (u, keys) -> {
          Set<String> rest = removed(keys, key);
          if (rest == null) {
            urls.remove(u);
          }
          return rest;
        });
  }

  private static Set<String> added(@Nullable Set<String> keys, String key) {
    Set<String> more = keys == null ? new HashSet<>(2) : keys;
    more.add(key);
    return more;
  }

  private static @Nullable Set<String> removed(Set<String> keys, String key) {
    keys.remove(key);
    return keys.isEmpty() ? null : keys;
  }

  /** Returns the keys under which something with a tag is stored. */
  Set<String> tagged(String tag) {
    return copy(byTag, tag);
  }

  /** Returns the keys of a URL, or of a path and query whatever the scheme and host. */
  Set<String> at(String url) {
    if (!url.startsWith("/")) {
      return copy(byUrl, url);
    }
    Set<String> found = new HashSet<>();
    for (String origin : origins()) {
      found.addAll(copy(byUrl, origin + url));
    }
    return found;
  }

  /** Returns the keys of all URLs that begin with a text, or whose path does. */
  Set<String> below(String prefix) {
    Set<String> found = new HashSet<>();
    for (String origin : prefix.startsWith("/") ? origins() : List.of("")) {
      String from = origin + prefix;
      for (String url : urls.subSet(from, true, from + LAST, false)) {
        found.addAll(copy(byUrl, url));
      }
    }
    return found;
  }

  /** URLs of one origin lie together, so one step leads to the next origin. */
  private List<String> origins() {
    List<String> origins = new ArrayList<>();
    for (String url = urls.higher("");
        url != null;
        url = urls.higher(origins.get(0) + "/" + LAST)) {
      origins.add(0, ResourceUrl.origin(url));
    }
    return origins;
  }

  private static Set<String> copy(Map<String, Set<String>> index, String name) {
    Set<String> found = new HashSet<>();
    // Sets change under the map's lock of their place only.
    index.computeIfPresent(
        name,
        (n, keys) -> {
          found.addAll(keys);
          return keys;
        });
    return found;
  }

  /**
   * Returns the keys under which what is meant is stored; other things may be stored there, too.
   *
   * @param all returns all keys
   */
  public Collection<String> keys(Purge purge, Supplier<Collection<String>> all) {
    if (purge instanceof Purge.Key one) {
      return List.of(one.key());
    }
    if (purge instanceof Purge.Tag one) {
      return tagged(one.tag());
    }
    if (purge instanceof Purge.Prefix one) {
      return below(one.prefix());
    }
    if (purge instanceof Purge.Url one) {
      Set<String> keys = at(one.url());
      if (one.key() != null) {
        keys.add(one.key());
      }
      return keys;
    }
    return all.get();
  }

  /** Returns how many places there are in it. */
  int size() {
    return byTag.size() + byUrl.size() + urls.size();
  }
}
