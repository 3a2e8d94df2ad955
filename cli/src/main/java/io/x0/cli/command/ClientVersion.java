package io.x0.cli.command;

/** The version of x0ctl itself. Stateless. */
final class ClientVersion {
  private ClientVersion() {}

  /** Returns the version of the jar, or a word for classes that are in none. */
  static String text() {
    String version = ClientVersion.class.getPackage().getImplementationVersion();
    return version == null ? "unreleased" : version;
  }
}
