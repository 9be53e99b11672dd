# Makes the signed zones, from the leaves up: a parent's DS comes from its child's key. Sourced by entrypoint.sh.
# A file in /srv/zones is a zone, and holds what is special about it; SOA, NS, delegation, glue and DS are made
# here. Its first line says what becomes of it: `; signed`, `; unsigned` or `; falsified` (signed, then changed).

# Nodes' clocks are made to jump, so the signatures hold from a year ago for eleven years.
inception=$(date -u -d '-1 year' +%Y%m%d)
expiration=$(date -u -d '+10 years' +%Y%m%d)

# header ZONE SERVER-NAME SERVER-ADDRESS: the records that every zone has.
header() {
  printf '$TTL 3600\n%s 3600 IN SOA %s hostmaster.%s 1 7200 3600 1209600 30\n' "$1" "$2" "$2"
  printf '%s 3600 IN NS %s\n%s 3600 IN A %s\n' "$1" "$2" "$2" "$3"
}

# delegation ZONE SERVER-NAME SERVER-ADDRESS: what the parent says of it.
delegation() {
  printf '%s 3600 IN NS %s\n%s 3600 IN A %s\n' "$1" "$2" "$2" "$3"
}

# key ZONE KIND: the base name of the zone's KSK or ZSK, made at the first start.
key() {
  local folder="/export/keys/${1%.}" option=()
  [[ $1 != . ]] || folder=/export/keys/root
  if [[ ! -e $folder/$2 ]]; then
    mkdir -p "$folder"
    [[ $2 == zsk ]] || option=(-k)
    local base
    base=$(cd "$folder" && ldns-keygen -a ECDSAP256SHA256 -r /dev/urandom "${option[@]}" "$1")
    # Last, so that a half-made key is made again.
    echo "$base" >"$folder/$2.new" && mv "$folder/$2.new" "$folder/$2"
  fi
  echo "$folder/$(<"$folder/$2")"
}

# sign ZONE FILE: signs in place.
sign() {
  ldns-signzone -i "$inception" -e "$expiration" -o "$1" -f "$2.signed" "$2" "$(key "$1" ksk)" "$(key "$1" zsk)"
  mv "$2.signed" "$2"
}

ds() { ldns-key2ds -n -2 "$(key "$1" ksk).key"; }

make_leaf() {
  local source=$1 out=$2 zone kind
  zone=$(basename "$source" .zone).
  kind=$(sed -n '1s/^; //p' "$source")
  { header "$zone" "ns.$zone" "$ZONES_ADDR" && sed "s/@SINK@/$SINK_ADDR/" "$source"; } >"$out/zones/${zone%.}.zone"
  delegation "$zone" "ns.$zone" "$ZONES_ADDR" >>"$out/tld/${zone#*.}delegations"
  case $kind in
    unsigned) return ;;
    signed) sign "$zone" "$out/zones/${zone%.}.zone" ;;
    falsified)
      sign "$zone" "$out/zones/${zone%.}.zone"
      sed -Ei 's/(\sA\s+203\.0\.113\.)[0-9]+/\1254/' "$out/zones/${zone%.}.zone"
      ;;
    *) echo "internet: $source: first line '; $kind', expected '; signed', '; unsigned' or '; falsified'" && exit 1 ;;
  esac
  ds "$zone" >>"$out/tld/${zone#*.}delegations"
}

make_tld() {
  local delegations=$1 out=$2 zone
  zone=$(basename "$delegations" delegations)
  { header "$zone" "ns.nic.$zone" "$TLD_ADDR" && cat "$delegations"; } >"$out/tld/${zone%.}.zone"
  rm "$delegations"
  sign "$zone" "$out/tld/${zone%.}.zone"
  { delegation "$zone" "ns.nic.$zone" "$TLD_ADDR" && ds "$zone"; } >>"$out/root/delegations"
}

make_zones() {
  local out=$1 file
  for file in /srv/zones/*.zone; do make_leaf "$file" "$out"; done
  for file in "$out"/tld/*.delegations; do make_tld "$file" "$out"; done
  { header . ns.root-servers. "$ROOT_ADDR" && cat "$out/root/delegations"; } >"$out/root/root.zone"
  rm "$out/root/delegations"
  sign . "$out/root/root.zone"
  delegation . ns.root-servers. "$ROOT_ADDR" >/export/root.hints.new && mv /export/root.hints.new /export/root.hints
  ds . >/export/root.key.new && mv /export/root.key.new /export/root.key
  chmod 644 /export/root.hints /export/root.key
}
