package io.x0.daemon;

/** The version of this x0d. Stateless. */
final class Version {
  private Version() {}

  /** Returns the version of the build, or {@code unpackaged} when run from class files. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
