import { addresses } from "./node-under-attack";

/**
 * The arguments of `unshare` that run node with `args` in network, user and process namespaces of its own, with the
 * scene's addresses on loopback. What runs there ends with it.
 */
export function inNamespace(args: readonly string[]): readonly string[] {
  const lan = [addresses.node, addresses.unbound, ...addresses.attackers];
  const made = lan.map((address) => `ip addr add ${address}/32 dev lo`);
  const script = ["ip link set lo up", ...made, 'exec node --import tsx "$@"'].join(" && ");
  const spaces = ["--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  return [...spaces, "sh", "-c", script, "sh", ...args];
}
