# Sourced by the launcher of x0ctl and by make-archive.sh: where the class-data archive is, with
# which x0ctl starts in half the time. Its name tells which Java and which x0ctl it was made of, as
# the file system tells them apart: device, inode, size and time of change. Other archives are left
# alone, and Java itself refuses one that does not fit.

archive_name() { # JAVA JAR: sets $archive_name, or fails when one of them is not there
  archive_id=$(stat -Lc '%d.%i.%s.%Z' -- "$1" "$2" 2>/dev/null) || return 1
  archive_name="x0ctl-${archive_id%%
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

find_archive() { # JAVA JAR: sets $archive, or fails when there is none that may be trusted
  archive_name "$1" "$2" || return 1
  archive=/var/cache/x0/$archive_name
  [ -r "$archive" ] && return
  # What is in an archive is run: one that somebody else could have written is not used. With sudo
  # the home may be that of another user.
  own_cache && archive=$own_cache/$archive_name && [ -r "$archive" ] && [ -O "$archive" ]
}
