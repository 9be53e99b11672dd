import { wordRows, type Task } from "../task";
import { imageScript, preflightScript, wireScript } from "./preflight-scripts";

/** A machine on the LAN that answers for an address. */
export interface Neighbour {
  readonly address: string;
  readonly mac: string;
}

export const neighboursTask = (networkInterface: string, addresses: readonly string[]): Task => ({
  command: ["perl", "-e", wireScript("neighbours.pl"), networkInterface, "1.5", ...addresses],
  seconds: 5,
});

export const parseNeighbours = (stdout: string): Neighbour[] =>
  wordRows(stdout).map(([address, mac]) => ({ address: address!, mac: mac! }));

/** A VRRP router that announces itself on the LAN. */
export interface VrrpRouter {
  readonly source: string;
  readonly vrid: number;
}

/** Routers with the usual interval of 1 s are heard twice. */
export const vrrpTask = (networkInterface: string): Task => ({
  command: ["perl", "-e", preflightScript("vrrp.pl"), networkInterface, "2.3"],
  seconds: 6,
});

export const parseVrrp = (stdout: string): VrrpRouter[] =>
  wordRows(stdout).map(([source, vrid]) => ({ source: source!, vrid: Number(vrid) }));

/** An IPv6 router on the LAN, with the DNS servers that it announces. */
export interface AdvertisedResolver {
  readonly router: string;
  readonly resolver: string;
}

export const advertisementTask = (networkInterface: string): Task => ({
  command: ["perl", "-e", imageScript("router-advertisement"), networkInterface, "2"],
  seconds: 6,
});

export const parseAdvertisement = (stdout: string): AdvertisedResolver[] =>
  wordRows(stdout).map(([router, , resolver]) => ({ router: router!, resolver: resolver! }));

/** What a DHCP server of the LAN would hand out. */
export interface DhcpOffer {
  readonly server: string;
  readonly offered: string;
  readonly gateway: string | undefined;
  readonly resolvers: readonly string[];
}

/** A server that looks whether an address is in use first answers after a second or two. */
export const dhcpTask = (networkInterface: string): Task => ({
  command: ["perl", "-e", wireScript("dhcp-discover.pl"), networkInterface, "4"],
  seconds: 6,
});

export const parseOffers = (stdout: string): DhcpOffer[] =>
  wordRows(stdout).map(([server, offered, gateway, resolvers]) => ({
    server: server!,
    offered: offered!,
    gateway: gateway === "-" ? undefined : gateway,
    resolvers: resolvers === undefined || resolvers === "-" ? [] : resolvers.split(","),
  }));
