package io.x0.cache;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be purged from a cache. Immutable. */
public sealed interface Purge {
  /** Returns whether what is stored under a key is meant. */
  boolean isMeant(String key, String url, Set<String> tags);

  /** Returns about how many characters it takes to remember it. */
  default int length() {
    return 0;
  }

  /** Everything. */
  record All() implements Purge {
    @Override
    public boolean isMeant(String key, String url, Set<String> tags) {
      return true;
    }
  }

  /** What is stored under a key, all variants of it. */
  record Key(String key) implements Purge {
    @Override
    public boolean isMeant(String otherKey, String url, Set<String> tags) {
      return key.equals(otherKey);
    }

    @Override
    public int length() {
      return key.length();
    }
  }

  /**
   * What answers a URL, all variants of it; or a path and query of every scheme and host.
   *
   * @param url in normal form
   * @param key what such a request is stored under by default, or null if that is not known
   */
  record Url(String url, @Nullable String key) implements Purge {
    @Override
    public boolean isMeant(String otherKey, String otherUrl, Set<String> tags) {
      return otherKey.equals(key)
          || url.equals(isPath(url) ? ResourceUrl.target(otherUrl) : otherUrl);
    }

    @Override
    public int length() {
      return url.length() + (key == null ? 0 : key.length());
    }
  }

  /** What answers URLs that begin so; or whose path does, of every scheme and host. */
  record Prefix(String prefix) implements Purge {
    @Override
    public boolean isMeant(String key, String url, Set<String> tags) {
      return (isPath(prefix) ? ResourceUrl.target(url) : url).startsWith(prefix);
    }

    @Override
    public int length() {
      return prefix.length();
    }
  }

  /** What its origin gave a tag. */
  record Tag(String tag) implements Purge {
    @Override
    public boolean isMeant(String key, String url, Set<String> tags) {
      return tags.contains(tag);
    }

    @Override
    public int length() {
      return tag.length();
    }
  }

  /**
   * Returns the purge of a URL, or of a path of every scheme and host.
   *
   * @param pattern how keys are made, so that URLs with one key are purged together
   * @throws io.x0.common.InvalidValueException if it is neither
   */
  static Purge url(String text, String pattern) {
    String url = ResourceUrl.normal("url", text);
    if (isPath(url)) {
      return new Url(url, null);
    }
    String target = ResourceUrl.target(url);
    if (target.isEmpty()) {
      url += "/";
      target = "/";
    }
    int colon = url.indexOf("://");
    String host = ResourceUrl.origin(url).substring(colon + 3);
    return new Url(url, CacheKey.of(pattern, url.substring(0, colon), host, target));
  }

  /**
   * Returns the purge of all URLs that begin with a text.
   *
   * @throws io.x0.common.InvalidValueException if no URL or path begins so
   */
  static Purge prefix(String text) {
    String prefix = ResourceUrl.normal("prefix", text);
    // A host is meant whole: nobody means all hosts whose names begin so.
    return new Prefix(ResourceUrl.target(prefix).isEmpty() ? prefix + "/" : prefix);
  }

  /** Returns the tags that a request names in the fields in which an origin gives them. */
  static Set<String> tags(Fields request) {
    return Labels.named(request);
  }

  private static boolean isPath(String text) {
    return text.startsWith("/");
  }
}
