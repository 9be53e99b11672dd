/** A setting of Pi-hole's that belongs to the cluster, and why. */
export interface SharedSetting {
  readonly key: string;
  readonly why: string;
  /** What it holds is a set: another order is no difference, and not worth a restart. */
  readonly unordered?: true;
  /** A lower value restarts Pi-hole, which its own flag does not say. */
  readonly loweringRestarts?: true;
  /** Opens Pi-hole to who knows it: it is shown nowhere, and not kept with earlier states. */
  readonly secret?: true;
  /** The API takes it and never tells it: it is read from pihole.toml. */
  readonly writeOnly?: true;
}

/**
 * The settings that are synced: what a client of the VIP can notice, whichever node answers. Everything else belongs
 * to its node (addresses, interfaces, ports, sessions, files, certificates, the DHCP server itself, what is kept and for
 * how long) or is set by the deployment, as the password of Pi-hole's page is.
 */
export const sharedSettings = [
  { key: "dns.hosts", why: "local records are answers" },
  { key: "dns.cnameRecords", why: "local aliases are answers", unordered: true },
  { key: "dns.hostRecord", why: "a local record is an answer" },
  { key: "dns.revServers", why: "who answers for the local network's names", unordered: true },
  { key: "misc.dnsmasq_lines", why: "a line of dnsmasq's can be part of any answer" },
  { key: "dns.domain.name", why: "the local domain is part of answers" },
  { key: "dns.domain.local", why: "whether the local domain's names leave the house" },
  { key: "dns.domainNeeded", why: "whether short names leave the house" },
  { key: "dns.bogusPriv", why: "whether private reverse lookups leave the house" },
  { key: "dns.expandHosts", why: "which names local records answer to" },
  { key: "dns.localise", why: "which of several local records is answered" },
  { key: "dns.piholePTR", why: "the answer to the reverse lookup of the address that clients use" },
  { key: "dns.CNAMEdeepInspect", why: "what is blocked" },
  { key: "dns.blockESNI", why: "what is blocked" },
  { key: "dns.EDNS0ECS", why: "which client a query is counted and blocked as" },
  { key: "dns.blockTTL", why: "how long clients keep a blocked answer" },
  { key: "dns.blocking.mode", why: "what a blocked name is answered with" },
  { key: "dns.blocking.edns", why: "what a blocked answer says" },
  { key: "dns.specialDomains.mozillaCanary", why: "what is blocked" },
  { key: "dns.specialDomains.iCloudPrivateRelay", why: "what is blocked" },
  { key: "dns.specialDomains.designatedResolver", why: "what is blocked" },
  { key: "dns.replyWhenBusy", why: "what clients are answered while lists are reloaded" },
  { key: "dns.queryLogging", why: "privacy is promised by the house, not by a node" },
  {
    key: "misc.privacylevel",
    why: "privacy is promised by the house, not by a node",
    loweringRestarts: true,
  },
  { key: "dhcp.hosts", why: "static leases are addresses of the house", unordered: true },
  { key: "webserver.api.app_pwhash", why: "with what apps log in at the VIP", secret: true },
  { key: "webserver.api.app_sudo", why: "what apps may do at the VIP" },
  {
    key: "webserver.api.totp_secret",
    why: "which code is asked for at the VIP's page",
    secret: true,
    writeOnly: true,
  },
] as const satisfies readonly SharedSetting[];

/** Their paths, as Pi-hole spells them. */
export const sharedKeys: readonly string[] = sharedSettings.map(({ key }) => key);
