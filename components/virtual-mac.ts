/** What the MAC addresses of all VRRP routers begin with (RFC 5798, 7.3); their id follows. */
export const virtualMacPrefix = "00:00:5e:00:01:";

/** The MAC address of a VRRP router, from which the VIP is answered if key `virtualMac` is true. */
export const virtualMacOf = (vrid: number): string =>
  `${virtualMacPrefix}${vrid.toString(16).padStart(2, "0")}`;
