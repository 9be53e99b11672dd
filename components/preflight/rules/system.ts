import { problem, type HostFinding } from "../finding";
import type { Scene } from "./scene";

const packages: Readonly<Record<string, string>> = {
  ip: "iproute2",
  nsenter: "util-linux",
  perl: "perl-base",
  unshare: "util-linux",
};

/** The host is a Debian-like system that runs systemd. */
export function system({ facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  const { system: name, init, missingTools } = facts.host.value;
  const missing = missingTools.filter((tool) => tool in packages);
  return [
    ...(init === "systemd"
      ? []
      : [
          problem(
            `${name}, whose first process is ${init}`,
            "systemd, which starts the node's containers after a boot",
            "install Raspberry Pi OS, Debian or Ubuntu on the host",
          ),
        ]),
    ...(missingTools.includes("apt-get")
      ? [
          problem(
            `${name}, which has no apt-get`,
            "a Debian-like system: Raspberry Pi OS, Debian or Ubuntu",
            "install one of these on the host",
          ),
        ]
      : []),
    ...(missing.length > 0
      ? [
          problem(
            `no ${missing.join(", ")}`,
            "the tools that every Debian system has",
            `apt-get install ${[...new Set(missing.map((tool) => packages[tool]))].join(" ")}`,
          ),
        ]
      : []),
  ];
}
