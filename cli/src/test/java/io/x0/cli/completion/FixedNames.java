package io.x0.cli.completion;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A daemon with directors shop and blog; shop has the backends b1 and b2 and the bucket vip. */
public final class FixedNames implements LiveNames {
  /** How often it was told to forget. */
  public int forgotten;

  @Override
  public List<String> directors() {
    return List.of("blog", "shop");
  }

  @Override
  public List<String> backends(String director) {
    return director.equals("shop") ? List.of("b1", "b2") : List.of();
  }

  @Override
  public List<String> buckets(String director) {
    return director.equals("shop") ? List.of("root", "vip") : List.of("root");
  }

  @Override
  public Map<String, List<String>> settings(String kind) {
    return new TreeMap<>(
        kind.equals("director")
            ? Map.of("queue-limit", List.of(), "scheduler", List.of("rr", "p2c"))
            : Map.of("weight", List.of()));
  }

  @Override
  public void forget() {
    forgotten++;
  }
}
