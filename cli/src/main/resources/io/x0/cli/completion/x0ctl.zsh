#compdef x0ctl
# Completion of x0ctl for zsh, made by `x0ctl completion zsh`. Asks x0ctl itself, and through it the
# daemon: names are those of now.

_x0ctl() {
  local -a lines described
  local line word directive=0
  lines=("${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "${lines[@]}"; do
    [[ -z $line ]] && continue
    word=${line%%$'\t'*}
    if [[ $word == :* ]]; then
      directive=${word#:}
    else
      described+=("${word//:/\\:}:${line#*$'\t'}")
    fi
  done
  if (( ${#described} )); then
    if (( directive & 1 )); then
      _describe -V 'x0ctl' described -S ''
    else
      _describe -V 'x0ctl' described
    fi
  fi
  (( directive & 2 )) && _files
  return 0
}

if [[ ${funcstack[1]} == _x0ctl ]]; then
  _x0ctl "$@"
else
  compdef _x0ctl x0ctl
fi
