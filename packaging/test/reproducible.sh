#!/usr/bin/env bash
# Builds the last commit twice, in two folders, one after the other, and compares what is shipped byte by byte.
#
#   packaging/test/reproducible.sh
#
# Takes two builds without tests, about eight minutes. Ends with the hashes, or with what differs.
set -euo pipefail
top=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
commit=$(git -C "$top" rev-parse HEAD)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # FOLDER
  git clone --quiet --no-hardlinks "$top" "$1"
  git -C "$1" checkout --quiet "$commit"
  # Another zone, language and mask, as another machine would have.
  (cd "$1" && umask "$2" && TZ=$3 LC_ALL=$4 mvn -B -q -Ppackage -DskipTests -Dmaven.test.skip.exec=true verify) \
    > "$work/log" 2>&1 || { tail -n 40 "$work/log"; echo "reproducible: the build failed"; exit 1; }
  (cd "$1/packaging/target" && find x0 x0_*.deb x0-*.rpm stage sbom.cdx.json -type f | LC_ALL=C sort \
    | xargs sha256sum) > "$1.sums"
}
build "$work/one" 022 UTC C.UTF-8
build "$work/another-folder" 027 Asia/Kolkata C
if ! diff "$work/one.sums" "$work/another-folder.sums"; then
  echo "reproducible: the files above differ"
  exit 1
fi
grep -E '\.(deb|rpm)$' "$work/one.sums"
echo "reproducible: $(wc -l < "$work/one.sums") files are equal"
