# Sourced by the launchers and by make-archive.sh: where the class-data archive of a program is, with
# which it starts in half the time. Its name tells which Java and which x0 it was made of, as the
# file system tells them apart: device, inode, size and time of change. Other archives are left
# alone, and Java itself refuses one that does not fit.

archive_name() { # PROGRAM JAVA JAR: sets $archive_name, or fails when one of the files is not there
  archive_id=$(stat -Lc '%d.%i.%s.%Z' -- "$2" "$3" 2>/dev/null) || return 1
  archive_name="$1-${archive_id%%
*}-${archive_id##*
}.jsa"
}

own_cache() { # sets $own_cache to the folder of this user's archives, or fails without a home
  if [ -n "${XDG_CACHE_HOME:-}" ]; then
    own_cache=$XDG_CACHE_HOME/x0
  elif [ -n "${HOME:-}" ]; then
    own_cache=$HOME/.cache/x0
  else
    return 1
  fi
}

find_archive() { # PROGRAM JAVA JAR: sets $archive, or fails when there is none that may be trusted
  archive_name "$1" "$2" "$3" || return 1
  archive=/var/cache/x0/$archive_name
  [ -r "$archive" ] && return
  # What is in an archive is run: one that somebody else could have written is not used. With sudo
  # the home may be that of another user.
  own_cache && archive=$own_cache/$archive_name && [ -r "$archive" ] && [ -O "$archive" ]
}

make_own_archive() { # PROGRAM JAVA JAR: for the next time; this one does not wait
  own_cache || return 0
  (nice -n 10 sh "${3%/*}/make-archive.sh" "$1" "$own_cache" "$2" "$3" &) </dev/null >/dev/null 2>&1
}
