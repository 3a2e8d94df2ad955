# Sourced by the scripts of the packages once the new files are in place: puts the installed x0d in
# the place of the one that runs under systemd. No request fails by that; by a restart some may.

is_allowed() { # whether whoever runs this system lets packages restart what they bring
  [ -x /usr/sbin/policy-rc.d ] || return 0
  denied=0
  /usr/sbin/policy-rc.d x0d.service restart > /dev/null 2>&1 || denied=$?
  [ "$denied" != 101 ]
}

replace_x0d() { # RESTART...: the command that restarts the unit, for when there is no other way
  is_allowed || return 0
  case $(systemctl is-active x0d.service 2> /dev/null) in
    active | reloading) ;;
    *)
      "$@" || true
      return 0
      ;;
  esac
  # Longer than it takes on a machine with much else to do. X0_SOCKET may name another x0d.
  if why=$(X0_TIMEOUT=5m x0ctl --quiet --socket /run/x0d/admin.sock daemon replace 2>&1); then
    return 0
  fi
  echo "x0: the x0d that runs was not replaced: $why" >&2
  # Worth nothing: it would end the one that serves, and none would come in its place.
  if ! runuser -u x0d -- x0d --config /etc/x0d/x0d.conf --check > /dev/null; then
    echo "x0: it goes on, because the new one cannot use /etc/x0d/x0d.conf: correct it, then run" >&2
    echo "x0: x0ctl daemon replace" >&2
    return 0
  fi
  echo "x0: it is restarted instead" >&2
  "$@" || true
}
