# Sourced by the other scripts: a heading a step, its seconds, and a list of all of them at the end.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -n "${CI:-}" ]; then
    # Nothing is compiled twice there, so what incremental builds keep is only time and disk.
    export CARGO_INCREMENTAL=0
fi

steps=()
step_name=
step_began=$SECONDS
all_began=$SECONDS

# step NAME: ends the step before it and begins this one.
step() {
    end_step done
    step_name=$1
    step_began=$SECONDS
    printf '\n=== %s\n' "$step_name"
}

end_step() {
    if [ -n "$step_name" ]; then
        steps+=("$(printf '%5d s  %-6s  %s' $((SECONDS - step_began)) "$1" "$step_name")")
        step_name=
    fi
}

# Prints the list; call it as `trap summary EXIT`.
summary() {
    local code=$?
    if [ "$code" -eq 0 ]; then end_step done; else end_step FAILED; fi
    printf '\n=== What ran\n'
    printf '%s\n' "${steps[@]}"
    printf '%5d s  in all\n' $((SECONDS - all_began))
    return "$code"
}

# stop SENTENCE…: says what is wrong and what to do, and ends with a failure.
stop() {
    printf '%s\n' "$@" >&2
    exit 1
}
