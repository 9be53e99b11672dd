import { existsSync, readFileSync } from "node:fs";
import { fail, reply, type Endpoint } from "./exchange";

interface Context {
  readonly active: () => boolean;
  /** dnsmasq's leases: expiry, MAC address, address, name and client id a line. */
  readonly leasesFile: string;
}

/** /api/dhcp/leases. The stand-in gives no leases; it shows those that the file has. */
export const dhcpEndpoints = ({ active, leasesFile }: Context): Endpoint[] => [
  {
    method: "GET",
    path: "dhcp/leases",
    auth: true,
    handle: () => reply(200, { leases: readLeases(leasesFile) }),
  },
  {
    method: "DELETE",
    path: "dhcp/leases/*",
    auth: true,
    handle: () =>
      active()
        ? reply(404, {})
        : fail(400, "bad_request", "Failed to delete DHCP lease", "DHCP is not enabled"),
  },
];

function readLeases(file: string): readonly Readonly<Record<string, unknown>>[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  return lines
    .filter((fields) => fields.length >= 5)
    .map(([expires, hwaddr, ip, name, clientid]) => ({
      expires: Number(expires),
      name,
      hwaddr,
      ip,
      clientid,
    }));
}
