# Sourced by the launchers: sets $java to a Java 17 or newer, or ends with one clear line.
# Reads the `release` file of each Java instead of starting it, which would take longer than x0ctl.

java_major() { # HOME: prints the feature release of the Java there, or nothing
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*)
          version=${line#JAVA_VERSION=}
          version=${version#\"}
          echo "${version%%[!0-9]*}"
          return
          ;;
      esac
    done < "$1/release"
  elif [ -x "$1/bin/java" ]; then
    version=$("$1/bin/java" -version 2>&1) || return 0
    version=${version#*\"}
    echo "${version%%[!0-9]*}"
  fi
}

usable_java() { # HOME: sets $java when the Java there is new enough
  [ -x "$1/bin/java" ] || return 1
  major=$(java_major "$1")
  [ "${major:-0}" -ge 17 ] || return 1
  java=$1/bin/java
}

find_java() { # PROGRAM
  if [ -n "${JAVA_HOME:-}" ] && usable_java "$JAVA_HOME"; then
    return
  fi
  if found=$(command -v java); then
    found=$(readlink -f -- "$found") && usable_java "${found%/bin/java}" && return
  fi
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/java* /opt/jdk* /usr/local/openjdk*; do
    usable_java "$candidate" && return
  done
  echo "$1: no Java 17 or newer found in JAVA_HOME, PATH or /usr/lib/jvm:" \
    "install one (openjdk-17-jre-headless) or set JAVA_HOME" >&2
  exit 1
}
