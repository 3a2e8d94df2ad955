#!/bin/sh
# Makes the class-data archive of x0ctl, with which it starts in half the time:
#   make-archive.sh FOLDER JAVA JAR
# For an installation FOLDER is /var/cache/x0; for one user the launcher calls it by itself. Needs
# two seconds. Says nothing when it cannot be made: x0ctl works without. A failure is not tried
# again for ten minutes.
set -eu

folder=$1 java=$2 jar=$3
. "${0%/*}/archive.sh"
umask 022
mkdir -p -- "$folder"
archive_name "$java" "$jar"
archive=$folder/$archive_name
[ ! -e "$archive" ] || exit 0

lock=$archive.lock
if ! mkdir -- "$lock" 2>/dev/null; then
  # Somebody makes it, or could not a moment ago.
  [ -n "$(find "$lock" -prune -mmin +10 2>/dev/null)" ] || exit 0
  rm -rf -- "$lock"
  mkdir -- "$lock"
fi

unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
{
  "$java" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseG1GC -XX:-UsePerfData -Xmx1g \
    -XX:DumpLoadedClassList="$lock/classes" -cp "$jar" io.x0.cli.archive.Rehearsal
  # With objects of the heap, which only this collector can write and read.
  "$java" -Xshare:dump -XX:+UseG1GC -Xmx1g -XX:-UsePerfData \
    -XX:SharedClassListFile="$lock/classes" -XX:SharedArchiveFile="$lock/archive" -cp "$jar"
} </dev/null >/dev/null 2>&1
mv -f -- "$lock/archive" "$archive"
rm -rf -- "$lock"

# Those of earlier versions: the newest four stay, for who has more than one.
ls -t -- "$folder"/x0ctl-*.jsa 2>/dev/null | tail -n +5 | while IFS= read -r old; do
  rm -f -- "$old"
done
