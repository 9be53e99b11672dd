import { names } from "../settings";
import { docker, until } from "../shell";
import { inHostNetwork } from "./network";

/**
 * A host's network cable: `out` takes the link away at this machine's end, so that the host sees no carrier and
 * keeps its addresses and routes, as with a real one. Throws if the host does not come to see it within 5 s.
 */
export async function setCable(container: string, to: "in" | "out"): Promise<void> {
  const read = async (file: string) =>
    (await docker(["exec", container, "cat", `/sys/class/net/eth0/${file}`], { timeoutMs: 15_000 })).trim();
  const other = await read("iflink");
  const script = `
    link=$(ip -o link show | sed -n 's/^${Number(other)}: \\([^:@]*\\).*/\\1/p')
    [ -n "$link" ] && ip link set dev "$link" ${to === "in" ? "up" : "down"}`;
  const image = (await docker(["container", "inspect", "-f", "{{.Image}}", names.router])).trim();
  await docker(inHostNetwork(image, script), { timeoutMs: 30_000 });
  const carrier = to === "in" ? "1" : "0";
  await until(`${container}: the cable is ${to}`, 5_000, async () => (await read("carrier")) === carrier, 50);
}
