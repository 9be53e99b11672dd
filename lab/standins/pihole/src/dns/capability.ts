import { readFileSync } from "node:fs";

/** Of capabilities(7). */
const netAdmin = 12n;

/** Whether this process may not do what a DHCP server has to; `status` is proc(5)'s file of that name. */
export function lacksNetAdmin(status = readFileSync("/proc/self/status", "utf8")): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return ((BigInt(`0x${effective}`) >> netAdmin) & 1n) === 0n;
}
