# Completion of x0ctl for bash, made by `x0ctl completion bash`. Asks x0ctl itself, and through it
# the daemon: names are those of now.

_x0ctl() {
  local line=${COMP_LINE:0:COMP_POINT} words=() candidates=() cur word rest directive=0
  read -ra words <<<"$line"
  [[ -z $line || $line == *[[:space:]] ]] && words+=("")
  cur=${words[${#words[@]} - 1]}
  COMPREPLY=()
  while IFS=$'\t' read -r word rest; do
    if [[ $word == :* ]]; then
      directive=${word#:}
    else
      candidates+=("$word")
    fi
  done < <("${words[0]}" __complete -- "${words[@]:1}" 2>/dev/null)
  # bash replaces only what stands behind the last of these.
  local done=""
  [[ $COMP_WORDBREAKS == *=* && $cur == *=* ]] && done=${cur%"${cur##*=}"}
  [[ $COMP_WORDBREAKS == *:* && $cur == *:* ]] && done=${cur%"${cur##*:}"}
  for word in "${candidates[@]}"; do
    COMPREPLY+=("${word#"$done"}")
  done
  ((directive & 1)) && compopt -o nospace 2>/dev/null
  ((directive & 2)) && compopt -o default 2>/dev/null
  return 0
}

complete -F _x0ctl x0ctl
