# Completion of x0ctl for fish, made by `x0ctl completion fish`. Asks x0ctl itself, and through it
# the daemon: names are those of now.

function __x0ctl_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] __complete -- $words[2..-1] 2>/dev/null)
        if string match -q ':*' -- $line
            if string match -qr '^:[23]$' -- $line
                __fish_complete_path (commandline -ct)
            end
        else
            echo $line
        end
    end
end

complete -c x0ctl -e
complete -c x0ctl -f -k -a '(__x0ctl_complete)'
