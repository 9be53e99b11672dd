# section NAME COMMAND...: what a command prints and its exit code, framed so that the reader can tell them apart.
section() {
  name=$1
  shift
  printf '#begin %s\n' "$name"
  "$@" 2>&1
  printf '\n#end %s\n' "$?"
}
