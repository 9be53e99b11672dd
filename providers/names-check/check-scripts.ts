/** A file as a part of a shell script; no line of a rendered file is the word that ends it. */
const here = (path: string, text: string): string =>
  `cat >"${path}" <<'HA-DNS-END'\n${text.replace(/\n*$/, "\n")}HA-DNS-END\n`;

const begin = "set -eu\nd=$(mktemp -d)\ntrap 'rm -rf \"$d\"' EXIT\n";

/** A script that has Unbound's checker judge these files, by path in its folder, in a folder of their own. */
export const unboundScript = (files: Readonly<Record<string, string>>): string =>
  [
    begin,
    'mkdir "$d/zones"\n',
    ...Object.entries(files).map(([path, text]) => here(`$d/${path}`, text)),
    'sed -i "s#/etc/unbound/#$d/#" "$d"/*.conf "$d"/zones/*.conf\n',
    'unbound-checkconf "$d/unbound.conf" 2>&1\n',
  ].join("");

/**
 * A script that prints what dnsmasq says against a line, with its index before it. Each line is judged alone and beside
 * Pi-hole's settings, as dnsmasq tells its first complaint only; -1 stands for all lines together.
 */
export const dnsmasqScript = (base: string, lines: readonly string[]): string =>
  [
    begin,
    here("$d/base", base),
    'grep -v "^conf-dir=" /etc/pihole/dnsmasq.conf >"$d/settings"\n',
    "judge() {\n",
    '  cat "$d/settings" "$d/base" >"$d/all"\n',
    '  echo "conf-file=$2" >>"$d/all"\n',
    '  said=$(pihole-FTL dnsmasq-test-file "$d/all" 2>&1) || echo "$1 $(echo "$said" | tail -n 1)"\n',
    "}\n",
    ...lines.map((line, i) => here(`$d/line${i}`, `${line}\n`)),
    "found=$(\n:\n",
    ...lines.map((_, i) => `judge ${i} "$d/line${i}"\n`),
    ")\n",
    'if [ -n "$found" ]; then echo "$found"; exit 0; fi\n',
    here("$d/lines", lines.map((line) => `${line}\n`).join("")),
    'judge -1 "$d/lines"\n',
  ].join("");
