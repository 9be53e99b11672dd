import type { Explorer, HostFound, HostKey } from "../../../../cli/init/explorer";

export const fingerprint = (host: string): string => `SHA256:${host.replaceAll(".", "x").padEnd(43, "A")}`;

const hostKey = (host: string): HostKey => ({
  line: `${host} ssh-ed25519 AAAA`,
  type: "ED25519",
  fingerprint: fingerprint(host),
});

const found = (host: string): HostFound => ({
  hostname: `node${host.split(".").pop()}`,
  system: "Debian GNU/Linux 13 (trixie)",
  interface: "end0",
  prefix: 24,
  gateway: "192.168.8.1",
  wireless: false,
});

/** A LAN in which all is well, with what is changed of it. `done` is what was done to it. */
export function fakeExplorer(changes: Partial<Explorer> = {}): Explorer & { readonly done: string[] } {
  const done: string[] = [];
  const known = new Set<string>();
  return {
    done,
    scan: () => Promise.resolve([]),
    keyState: () => "usable",
    makeKey: (file) => void done.push(`make ${file}`),
    isKnown: (host) => known.has(host),
    hostKeys: (host) => Promise.resolve([hostKey(host)]),
    trust: (keys) => keys.forEach(({ line }) => known.add(line.split(" ")[0]!)),
    refusal: () => Promise.resolve(undefined),
    letIn: (host, user) => Promise.resolve(void done.push(`let in ${user}@${host}`)),
    host: (host) => Promise.resolve(found(host)),
    lan: () =>
      Promise.resolve({
        offers: [
          {
            server: "192.168.8.1",
            offered: "192.168.8.44",
            gateway: "192.168.8.1",
            resolvers: ["192.168.8.1"],
          },
        ],
        vrids: [],
      }),
    taken: () => Promise.resolve([]),
    ...changes,
  };
}
