/*
 * Why a setting of Pi-hole does not follow the leader. `shared-settings.ts` has those that do; every other one is here, by
 * the longest prefix of its path.
 */

const reasons: Readonly<Record<string, string>> = {
  "": "it belongs to each node",
  "dns.upstreams": "the deployment sets it: each node asks its own Unbound (key `forwardTo`)",
  "dns.dnssec": "the deployment sets it: Unbound validates",
  "dns.interface": "the deployment sets it: the node's own interface",
  "dns.listeningMode": "the deployment sets it: the node's own interface",
  "dns.port": "the deployment sets it: clients ask port 53",
  "dns.ignoreLocalhost": "the deployment sets it: the node's own probes are not counted",
  "dns.rateLimit": "the deployment sets it (key `rateLimit`)",
  "dns.reply": "an address of the node itself is part of it",
  "dns.cache": "each node's memory is its own",
  "dns.showDNSSEC": "it changes what the query log shows, and no answer",
  "dns.analyzeOnlyAandAAAA": "it changes what the query log shows, and no answer",
  "dns.blocking.active": "blocking follows by itself, with its timer",
  dhcp: "the deployment sets it (key `dhcp`)",
  ntp: "the deployment sets it: the host keeps the clock",
  resolver: "it changes what the query log shows, and no answer",
  database: "each node keeps its own history",
  "webserver.api.password": "the deployment sets the password of Pi-hole's page",
  "webserver.api.pwhash": "the deployment sets the password of Pi-hole's page",
  "webserver.api.maxHistory": "the deployment sets it (key `queryHistory`)",
  "webserver.api": "it belongs to the page of each node",
  "webserver.port": "the deployment sets it: the agent stands before the page",
  "webserver.interface": "it is how one node's page looks",
  webserver: "it belongs to the page of each node",
  files: "a path inside the node's container",
  misc: "it belongs to the process on each node",
  "misc.etc_dnsmasq_d": "the deployment sets it",
  debug: "it writes more into one node's log",
};

/** The reason, for people; every path has one. */
export function whyNotSynced(key: string): string {
  const parts = key.split(".");
  for (let length = parts.length; length > 0; length--) {
    const reason = reasons[parts.slice(0, length).join(".")];
    if (reason !== undefined) return reason;
  }
  return reasons[""]!;
}
