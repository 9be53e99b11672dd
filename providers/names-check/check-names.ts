import { containers } from "../../runtime/contract/names";
import { isRunning } from "../agent-command";
import type { SshHost } from "../ssh/connection";
import { digestsOf, sha256 } from "../ssh/sha256";
import { dnsmasqScript, unboundScript } from "./check-scripts";

/** What is about to be deployed, as the daemons read it. */
export interface NamesToCheck {
  /** Reference of the image that Unbound is to run. */
  readonly unboundImage: string;
  /** Unbound's files, by path in its folder. */
  readonly unbound: Readonly<Record<string, string>>;
  /** What the program needs of dnsmasq, and each line that a person adds. */
  readonly dnsmasqBase: string;
  readonly dnsmasqLines: readonly string[];
  /** All of these files, by path on the host: what is there already has been checked. */
  readonly files: Readonly<Record<string, string>>;
}

export interface NamesVerdict {
  /** What was asked, for a person to read; "" if everything is there already. */
  readonly asked: string;
  /** Unbound's complaints, one a text. */
  readonly unbound: readonly string[];
  /** dnsmasq's complaint of a line, by its index; -1: of all of them together. */
  readonly dnsmasq: readonly { readonly line: number; readonly said: string }[];
}

/** Has the node's own daemons judge what is about to be deployed. Changes nothing on the host. */
export async function checkNames(host: SshHost, wanted: NamesToCheck): Promise<NamesVerdict> {
  if (await isThere(host, wanted.files)) return { asked: "", unbound: [], dnsmasq: [] };
  const [unbound, dnsmasq] = await Promise.all([askUnbound(host, wanted), askDnsmasq(host, wanted)]);
  const asked = [unbound ? "Unbound's own checker" : "", dnsmasq ? "Pi-hole's own dnsmasq" : ""].filter(
    Boolean,
  );
  return {
    asked: asked.join(" and ") || "no daemon, since the node has none yet; each checks it when it starts",
    unbound: unbound ?? [],
    dnsmasq: dnsmasq ?? [],
  };
}

async function isThere(host: SshHost, files: Readonly<Record<string, string>>): Promise<boolean> {
  const digests = await digestsOf(host, Object.keys(files));
  return Object.entries(files).every(([path, text]) => digests[path] === sha256(text));
}

/** In the image that is to come if the node has it, else in the one that runs; undefined if there is neither. */
async function askUnbound(
  host: SshHost,
  { unboundImage, unbound }: NamesToCheck,
): Promise<string[] | undefined> {
  const found = await host.exec(["docker", "image", "inspect", "--format", "{{.Id}}", unboundImage]);
  const inImage = ["docker", "run", "--rm", "-i", "--network", "none", "--entrypoint", "sh", unboundImage];
  const running = await isRunning(host, containers.unbound);
  if (found.code !== 0 && !running) return undefined;
  const shell = found.code === 0 ? inImage : ["docker", "exec", "-i", containers.unbound, "sh"];
  const { code, stdout, stderr } = await host.exec(shell, { stdin: unboundScript(unbound) });
  const said = `${stdout}\n${stderr}`.trim();
  const errors = said.split("\n").filter((line) => /error/i.test(line) && !/no errors/.test(line));
  // Docker's own failures (125 to 127) and the shell's say nothing about the config.
  if (code >= 125 || (code !== 0 && errors.length === 0))
    throw new Error(`the check of Unbound's config exited with ${code}: ${said.slice(-2000)}`);
  return errors.map(withoutFolder);
}

const withoutFolder = (line: string): string =>
  line.replace(/^\[\d+\] unbound-checkconf\[[\d:]+\] /, "").replace(/\/tmp\/[^/\s]+\//g, "");

async function askDnsmasq(host: SshHost, wanted: NamesToCheck): Promise<NamesVerdict["dnsmasq"] | undefined> {
  if (!(await isRunning(host, containers.pihole))) return undefined;
  const stdin = dnsmasqScript(wanted.dnsmasqBase, wanted.dnsmasqLines);
  const text = await host.must(["docker", "exec", "-i", containers.pihole, "sh"], { stdin });
  return text.split("\n").flatMap((line) => {
    const [, index, said] = /^(-?\d+) (.*)$/.exec(line) ?? [];
    return index === undefined ? [] : [{ line: Number(index), said: said!.replace(/ of \/\S+/, "") }];
  });
}
