package io.x0.cli;

/** Answers of the daemon as docs/api.md shows them. */
public final class Samples {
  private Samples() {}

  public static String backend(String name, String url, String state) {
    return """
        {"name":"%s","revision":2,"url":"%s","role":"active","enabled":true,"capacity":8,\
        "weight":1,"terminate-protection":false,"protocol":"http","state":"%s",\
        "stats":{"load":{"current":1,"max":8,"total":2000},"failed":0}}"""
        .formatted(name, url, state);
  }

  public static String bucket(String name, String parent) {
    return """
        {"name":"%s","parent":"%s","rate":"20%%","ceil":"40%%","queue-limit":"unlimited",\
        "token-rate":4,"token-ceil":8,"stats":{"load":{"current":5,"max":8,"total":2000},\
        "borrowed":1,"queued":{"current":2,"max":3,"total":12},"dropped":7}}"""
        .formatted(name, parent);
  }

  public static String rootBucket() {
    return """
        {"name":"root","parent":"","rate":"100%","ceil":"100%","queue-limit":"unlimited",\
        "token-rate":20,"token-ceil":20,"stats":{"load":{"current":6,"max":9,"total":4711},\
        "borrowed":0,"queued":{"current":2,"max":3,"total":12},"dropped":0}}""";
  }

  public static String director(String name, String state, String... backends) {
    return """
        {"name":"%s","origin":"managed","mutable":true,"revision":3,"enabled":true,\
        "queue-limit":1000,"queue-timeout":"30s","state":"%s","capacity":16,\
        "stats":{"load":{"current":2,"max":9,"total":4711},\
        "queued":{"current":0,"max":3,"total":12},"dropped":1},"backends":[%s]}"""
        .formatted(name, state, String.join(",", backends));
  }
}
