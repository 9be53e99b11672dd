import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { addressNumber, addressText } from "../../components/config/dhcp-range";
import { subnetOf } from "./propose";

/** The addresses of the LANs that this machine is in, those of containers left out; no LAN larger than a /24. */
export function nearAddresses(interfaces = networkInterfaces()): string[] {
  const own = Object.entries(interfaces)
    .filter(([name]) => !/^(lo|docker|br-|veth|virbr|tun|tap|wg|tailscale|utun)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, cidr }) => family === "IPv4" && !internal && cidr !== null)
    .map(({ address, cidr }) => ({ address, prefix: Number(cidr!.split("/")[1]) }))
    .filter(({ prefix }) => prefix >= 24 && prefix < 31);
  const all = own.flatMap(({ address, prefix }) => {
    const [network] = subnetOf(address, prefix).split("/") as [string];
    const first = addressNumber(network) + 1;
    return Array.from({ length: 2 ** (32 - prefix) - 2 }, (_, i) => addressText(first + i)).filter(
      (one) => one !== address,
    );
  });
  return [...new Set(all)];
}

/** Which of some addresses take a connection on a port, `width` at once. */
export async function listening(
  addresses: readonly string[],
  port: number,
  { timeoutMs = 700, width = 64 } = {},
): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...addresses];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      if (await takesConnection(next, port, timeoutMs)) found.push(next);
  };
  await Promise.all(Array.from({ length: width }, work));
  return addresses.filter((address) => found.includes(address));
}

function takesConnection(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
