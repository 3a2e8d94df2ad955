#!/usr/bin/env bash
# Installs, upgrades, removes and purges the packages in a clean Debian, and prints what it did.
#
#   mvn -B -q -Ppackage -DskipTests verify && packaging/test/install-test.sh [ROOT]
#
# ROOT is a minimal Debian with default-jre-headless; it stays as it is. Without it, debootstrap
# makes one in a temporary folder, which takes minutes and the network. Needs root (chroot, mount),
# dpkg-deb, curl and python3, and rpm for the second half.
set -euo pipefail
cd "$(dirname "$0")/../.."

deb=$(ls packaging/target/x0_*_all.deb)
rpm=$(ls packaging/target/x0-*.noarch.rpm)
work=$(mktemp -d)
root=$work/root
pids=()

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'install-test: FAILED: %s\n' "$*"; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C "$@"; }
run() { # shows a command as somebody types it, and runs it in the new system
  printf '$ %s\n' "$*"
  inside sh -c "$*"
}
refused() { # RUN...: the same for one that must fail
  local rc=0
  printf '$ %s\n' "$*"
  inside sh -c "$*" || rc=$?
  [ $rc != 0 ] || fail "'$*' was not refused"
  printf '(exit code %d)\n' $rc
}
as() { run "runuser -u $1 -- ${*:2}"; }

clean() {
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  [ -z "${x0d:-}" ] || stop
  for mount in "$root/proc" "$root/dev" "$root"; do
    if mountpoint -q "$mount"; then umount -l "$mount"; fi
  done
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM

new_root() { # a fresh layer above the minimal system
  for mount in "$root/proc" "$root/dev" "$root"; do
    if mountpoint -q "$mount"; then umount -l "$mount"; fi
  done
  rm -rf "$work/upper" "$work/over"
  mkdir -p "$work/upper" "$work/over" "$root"
  mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/upper,workdir=$work/over" "$root"
  mkdir -p "$root/proc" "$root/dev"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  inside useradd --create-home alice
  inside useradd --create-home bob
}

base=${1:-}
if [ -z "$base" ]; then
  base=$work/base
  say "debootstrap of Debian 12"
  debootstrap --variant=minbase --include=default-jre-headless bookworm "$base" > "$work/debootstrap.log"
fi

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
origin=$(free_port)
mkdir "$work/site" && echo hello > "$work/site/hello.txt"
python3 -m http.server --bind 127.0.0.1 --directory "$work/site" "$origin" > /dev/null 2>&1 &
pids+=($!)

start() { # as the unit does: the user x0d, its group x0
  printf '$ x0d --config /etc/x0d/x0d.conf &   # as user x0d, group x0\n'
  chroot --userspec=x0d:x0 "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    x0d --config /etc/x0d/x0d.conf > "$work/x0d.log" 2>&1 &
  x0d=$!
  local deadline=$((SECONDS + 300)) # for a machine with much else to do
  while [ $SECONDS -lt $deadline ]; do
    if grep -q 'is ready' "$work/x0d.log"; then
      cat "$work/x0d.log"
      printf '$ ps -o user:8,group:8,comm -p %d\n' "$x0d"
      inside sh -c "stat -c 'user %U, group %G' /proc/$x0d; ls -l /run/x0d/admin.sock"
      return
    fi
    kill -0 "$x0d" 2> /dev/null || break
    sleep 0.2
  done
  cat "$work/x0d.log"
  fail "x0d did not start"
}
stop() {
  kill "$x0d" 2> /dev/null || true
  wait "$x0d" || true
  x0d=
}
repack() { # VERSION LAYOUT OUT: the same package with another version and layout of the state
  rm -rf "$work/repack"
  dpkg-deb -R "$deb" "$work/repack"
  sed -i "s/^Version: .*/Version: $1/" "$work/repack/DEBIAN/control"
  sed -i "s/^layout=.*/layout=$2/" "$work/repack/DEBIAN/preinst"
  dpkg-deb --root-owner-group -Znone -b "$work/repack" "$3" > /dev/null
}
set_layout() { # N: user_version, in the header of the database of an x0d that has ended
  python3 -c 'import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(60)
    f.write(int(sys.argv[2]).to_bytes(4, "big"))' "$root/var/lib/x0d/x0d.db" "$1"
}
files() { # everything but the notes of dpkg and of the system about what happened
  (cd "$root" && find . -xdev -path ./proc -prune -o -path ./dev -prune -o -print) \
    | grep -vE '^\./(var/lib/dpkg|var/log|var/cache/ldconfig|etc/\.pwd\.lock|etc/(passwd|shadow|group|gshadow)-|home|tmp/hsperf)' | sort
}

# --- deb -------------------------------------------------------------------------------------
new_root
files > "$work/before"
layout=$(dpkg-deb --fsys-tarfile "$deb" | tar -xO ./usr/share/x0/layout)
mkdir -p "$root/tmp/x0"
cp "$deb" "$root/tmp/x0/x0.deb"
repack 0.1.1 "$layout" "$root/tmp/x0/x0-0.1.1.deb"
repack 0.2.0 $((layout + 1)) "$root/tmp/x0/x0-0.2.0.deb"

say "install"
run dpkg -i /tmp/x0/x0.deb
run "id x0d; ls -ld /var/lib/x0d /var/log/x0d /var/cache/x0d /run/x0d /etc/x0d; ls /var/cache/x0"
ls "$root"/var/cache/x0/x0ctl-*.jsa > /dev/null || fail "no class-data archive of x0ctl"
run "x0d --config /etc/x0d/x0d.conf --check; x0d --version; x0ctl version --help > /dev/null"

say "an edited configuration, x0d as its user, a member of the group x0 and a stranger"
run "usermod -aG x0 alice"
run "sed -i \"s/listen ':8080'/listen '127.0.0.1:$port'/\" /etc/x0d/x0d.conf"
start
as alice x0ctl director create shop
as alice x0ctl backend add shop b1 http://127.0.0.1:"$origin" --capacity 8
as alice x0ctl director list
refused runuser -u bob -- x0ctl director list
refused runuser -u bob -- x0ctl director create mine
printf '$ curl http://127.0.0.1:%d/hello.txt\n' "$port"
[ "$(curl -s "http://127.0.0.1:$port/hello.txt")" = hello ] || fail "the backend does not answer"
echo hello

say "upgrade while it runs"
run dpkg -i /tmp/x0/x0-0.1.1.deb
run "grep -n listen /etc/x0d/x0d.conf | tail -1"
grep -q "127.0.0.1:$port" "$root/etc/x0d/x0d.conf" || fail "the edited configuration is lost"
[ "$(curl -s "http://127.0.0.1:$port/hello.txt")" = hello ] || fail "no answer during the upgrade"
stop
start
as alice x0ctl backend list shop
[ "$(curl -s "http://127.0.0.1:$port/hello.txt")" = hello ] || fail "no answer after the upgrade"

say "upgrade to another layout: the state is copied before"
run dpkg -i /tmp/x0/x0-0.2.0.deb
run "ls -l /var/lib/x0d/backup /var/lib/x0d/backup/*"
ls "$root"/var/lib/x0d/backup/*/x0d.db > /dev/null || fail "no copy of the state"
stop

say "a state of a newer layout: refused, and nothing is changed"
set_layout 99
refused dpkg -i /tmp/x0/x0-0.1.1.deb
run "dpkg-query -W x0"
inside dpkg-query -W x0 | grep -q '0\.2\.0$' || fail "the version has changed"
set_layout "$layout"
start
as alice x0ctl director list
stop

say "remove: configuration and state stay"
run dpkg -r x0
run "ls /etc/x0d /var/lib/x0d; ls /usr/sbin/x0d /usr/share/x0 2>&1 || true"
for file in etc/x0d/x0d.conf var/lib/x0d/x0d.db; do
  [ -e "$root/$file" ] || fail "remove took $file"
done
[ ! -e "$root/usr/share/x0" ] || fail "remove left /usr/share/x0"

say "purge: nothing stays"
run dpkg -P x0
rm -rf "$root/tmp/x0"
files > "$work/after"
diff "$work/before" "$work/after" || fail "purge left files behind"
if inside getent passwd x0d || inside getent group x0; then fail "purge left the user or the group"; fi
echo "(no file, no user and no group is left)"

# --- rpm -------------------------------------------------------------------------------------
if command -v rpm > /dev/null; then
  new_root
  say "rpm: install into a root"
  rpm -qlp "$rpm" | sort > "$work/listed"
  rpm --root "$root" --nodeps -i "$rpm" 2>&1 | grep -v '^warning' || true
  rpm --root "$root" -q x0
  rpm --root "$root" -V --nodeps x0 || fail "files differ from the package"
  while read -r file; do
    [ -e "$root$file" ] || [ -L "$root$file" ] || fail "$file is not there"
  done < "$work/listed"
  echo "$(wc -l < "$work/listed") files, as rpm -qlp lists them"
  run "id x0d; ls -ld /var/lib/x0d /var/log/x0d"
  run "usermod -aG x0 alice; sed -i \"s/listen ':8080'/listen '127.0.0.1:$port'/\" /etc/x0d/x0d.conf"
  install -d -m 0750 "$root/run/x0d" && inside chown x0d:x0 /run/x0d
  start
  as alice x0ctl director create shop
  refused runuser -u bob -- x0ctl director list
  stop
  say "rpm: install it again, then erase it"
  rpm --root "$root" --nodeps -U --replacepkgs "$rpm"
  grep -q "127.0.0.1:$port" "$root/etc/x0d/x0d.conf" || fail "the edited configuration is lost"
  rpm --root "$root" -e --nodeps x0
  [ ! -e "$root/usr/share/x0/lib" ] || fail "erase left /usr/share/x0"
  run "ls /etc/x0d /var/lib/x0d"
  [ -e "$root/var/lib/x0d/x0d.db" ] || fail "erase took the state"
fi

printf '\ninstall-test: OK\n'
