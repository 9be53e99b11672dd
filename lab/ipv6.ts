/** The lab's IPv6 subnet, from its IPv4 one (a /24): labs beside each other have different ones. */
export function subnet6Of(subnet: string): string {
  const [a, b, c] = subnet.split(".").map(Number) as [number, number, number];
  return `fd00:${((a << 8) | b).toString(16)}:${c.toString(16)}::/64`;
}

/** The IPv6 address of whoever has this IPv4 address: the same last number, as it is written. */
export const twin6 = (subnet6: string, address: string): string =>
  subnet6.replace(/\/64$/, address.split(".")[3]!);

/** Whether the lab has IPv6: LAB_IPV6 (1 or 0), else as in an earlier run, else not. */
export function hasIpv6(asked: string | undefined, earlier: string | undefined): boolean {
  const given = asked ?? earlier ?? "0";
  if (given !== "0" && given !== "1") throw new Error(`LAB_IPV6 is "${given}"; expected 1 or 0.`);
  return given === "1";
}
