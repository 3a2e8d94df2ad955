#!/bin/sh
# Makes the class-data archive of x0d or x0ctl, with which it starts in half the time:
#   make-archive.sh PROGRAM FOLDER JAVA JAR
# For an installation FOLDER is /var/cache/x0; for one user the launchers call it by themselves.
# Needs some seconds. Says nothing when it cannot be made: everything works without. A failure is
# not tried again for ten minutes.
set -eu

program=$1 folder=$2 java=$3
# Java finds it again under this very name only.
jar=$(readlink -f -- "$4")
case $program in
  x0d) rehearsal=io.x0.daemon.Rehearsal ;;
  x0ctl) rehearsal=io.x0.cli.archive.Rehearsal ;;
  *)
    echo "make-archive.sh: unknown program '$program' (x0d, x0ctl)" >&2
    exit 2
    ;;
esac
. "${0%/*}/archive.sh"
umask 022
mkdir -p -- "$folder"
archive_name "$program" "$java" "$jar"
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
    -XX:DumpLoadedClassList="$lock/classes" -cp "$jar" "$rehearsal"
  # With objects of the heap, which only this collector can write and read.
  "$java" -Xshare:dump -XX:+UseG1GC -Xmx1g -XX:-UsePerfData \
    -XX:SharedClassListFile="$lock/classes" -XX:SharedArchiveFile="$lock/archive" -cp "$jar"
} </dev/null >/dev/null 2>&1
mv -f -- "$lock/archive" "$archive"
rm -rf -- "$lock"

# Those of earlier versions: the newest four stay, for who has more than one.
ls -t -- "$folder/$program"-*.jsa 2>/dev/null | tail -n +5 | while IFS= read -r old; do
  rm -f -- "$old"
done
