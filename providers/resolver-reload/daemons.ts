import { files, onHostRun } from "../../runtime/contract/files";
import { revisionName } from "../../runtime/contract/resolver-revision";
import type { SshHost } from "../ssh/connection";

const config = "/etc/unbound/unbound.conf";

/** The revision of the zones that an Unbound has loaded; "" if it does not run, or has none. */
export async function loadedRevision(host: SshHost, container: string): Promise<string> {
  const list = ["unbound-control", "-c", config, "list_local_data"];
  const { stdout } = await host.exec(["docker", "exec", container, ...list]);
  const record = stdout.split("\n").find((line) => line.startsWith(`${revisionName}.`));
  return /"([^"]*)"\s*$/.exec(record ?? "")?.[1] ?? "";
}

// $1 config, then domains. unbound-checkconf says of a bad zone file what is wrong, and that all is well. The newer
// fast_reload goes on answering and finishes what it is asked; the older command drops what it is resolving just then.
const load = `set -u
config=$1
shift
said=$(unbound-checkconf "$config" 2>&1) || { echo "$said"; exit 4; }
case $said in *error:*) echo "$said"; exit 4 ;; esac
control() { unbound-control -c "$config" "$@"; }
control -q fast_reload >/dev/null 2>&1 || control reload_keep_cache || exit 5
for domain; do
  control flush_zone "$domain" >/dev/null || exit 6
done`;

const waitMs = 10_000;

/** Has Unbound load its zones, and forget what it knows of these domains. Throws what its own checker says. */
export async function loadZones(host: SshHost, container: string, domains: readonly string[]): Promise<void> {
  const args = ["docker", "exec", container, "sh", "-c", load, "sh", config, ...domains];
  const end = Date.now() + waitMs;
  for (;;) {
    const { code, stdout, stderr } = await host.exec(args);
    if (code === 0) return;
    const said = `${stdout}\n${stderr}`.trim().slice(-2000);
    if (code === 4)
      throw new Error(
        `unbound-checkconf refuses the zones, and Unbound goes on with the earlier ones:\n${said}`,
      );
    // One that has just been started opens its control socket a moment later.
    if (Date.now() > end) throw new Error(`${container} does not take its zones up: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

// One that has just started might not know the signal yet, and end at it.
const forget = `set -eu
pid=/run/pihole-FTL.pid
while [ $(($(date +%s) - $(stat -c %Y "$pid"))) -lt 10 ]; do sleep 1; done
kill -HUP "$(cat "$pid")"`;

/** Has Pi-hole forget the answers that it has cached, and read which names it leaves to Unbound; it goes on answering. */
export async function forgetAnswers(host: SshHost, container: string): Promise<void> {
  await host.must(["docker", "exec", container, "sh", "-c", forget]);
}

/** A digest of the files that Pi-hole's dnsmasq has started with, as its agent says; "" if it has not said so yet. */
export async function dnsmasqInForce(host: SshHost): Promise<string> {
  return (await host.exec(["cat", onHostRun(files.dnsmasqInForce)])).stdout.trim();
}
