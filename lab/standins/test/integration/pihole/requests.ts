/** A request to Pi-hole's API, and who makes it: by default a person who is logged in. */
export interface Step {
  /** Method and path below /api/. */
  readonly ask: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} ${string}`;
  readonly note?: string;
  readonly json?: unknown;
  /** A body that is no JSON, or a long one. */
  readonly text?: string;
  readonly by?: "nobody" | "person" | "app";
  /** Pi-hole restarts for it: what follows waits until it has. */
  readonly restarts?: boolean;
  /** Asked again as long as Pi-hole says that it is asked too often. */
  readonly patient?: boolean;
  /** Only these parts of the answer count, by path; all of it if nothing is said. */
  readonly only?: readonly string[];
}

/** What a step's answer is kept under: no two steps have the same. */
export const nameOf = ({ ask, note, by }: Step): string =>
  [
    ask,
    ...(by === undefined || by === "person" ? [] : [`by ${by}`]),
    ...(note === undefined ? [] : [`(${note})`]),
  ].join(" ");

const config = (values: unknown, note?: string, more: Partial<Step> = {}): Step => ({
  ask: "PATCH config",
  note: note ?? JSON.stringify(values),
  json: { config: values },
  ...more,
});
const hosts = ["config.dns.hosts"];
const cnames = ["config.dns.cnameRecords"];
const long = (length: number): string => JSON.stringify({ comment: "x".repeat(length) });

/** What is asked of a fresh Pi-hole whose password is "lab", one request after the other. */
export const steps: readonly Step[] = [
  // Log-in
  { ask: "GET auth", by: "nobody" },
  { ask: "POST auth", note: "wrong password", json: { password: "wrong" }, by: "nobody" },
  { ask: "POST auth", note: "no password", json: {}, by: "nobody" },
  { ask: "POST auth", note: "a number", json: { password: 1 }, by: "nobody" },
  { ask: "POST auth", note: "no JSON", text: "{password", by: "nobody" },
  { ask: "POST auth", note: "no body", by: "nobody" },
  { ask: "POST auth", note: "an array", json: ["lab"], by: "nobody" },
  { ask: "GET auth", note: "logged in" },
  { ask: "GET auth/sessions" },
  { ask: "DELETE auth/session/99" },
  { ask: "DELETE auth/session/15" },
  { ask: "DELETE auth/session/none" },
  { ask: "DELETE auth", by: "nobody" },
  { ask: "GET groups", by: "nobody" },
  { ask: "GET nothing", by: "nobody" },
  { ask: "GET nothing" },
  { ask: "POST info/login", json: {} },
  { ask: "PUT groups", json: { name: "x" } },
  // What it is
  { ask: "GET info/login", by: "nobody" },
  {
    ask: "GET info/ftl",
    only: ["ftl.database", "ftl.privacy_level", "ftl.allow_destructive", "ftl.uptime", "ftl.pid"],
  },
  { ask: "GET stats/summary", only: ["gravity.domains_being_blocked"] },
  { ask: "GET dhcp/leases" },
  { ask: "DELETE dhcp/leases/192.168.8.40" },
  { ask: "GET dns/blocking" },
  { ask: "GET config/misc" },
  { ask: "GET config/dhcp" },
  { ask: "GET config/database" },
  { ask: "GET config/dns" },
  { ask: "GET config/webserver" },
  { ask: "GET config/dns/nothing" },
  { ask: "GET config/dns/hosts?detailed=true", only: ["config.dns.hosts.value", "config.dns.hosts.flags"] },
  {
    ask: "GET config/dns/upstreams?detailed=true",
    only: ["config.dns.upstreams.value", "config.dns.upstreams.flags", "config.dns.upstreams.modified"],
  },
  // Groups
  { ask: "GET groups" },
  { ask: "POST groups", note: "one", json: { name: "kids", comment: "small ones" } },
  { ask: "POST groups", note: "the same again", json: { name: "kids" } },
  { ask: "POST groups", note: "two", json: { name: ["tv", "with space"], enabled: false } },
  { ask: "POST groups", note: "none", json: {} },
  { ask: "POST groups", note: "an empty array", json: { name: [] } },
  { ask: "POST groups", note: "a number", json: { name: 7 } },
  { ask: "POST groups/kids", json: { name: "kids" } },
  { ask: "GET groups/kids" },
  { ask: "GET groups/nobody" },
  { ask: "PUT groups/kids", note: "renamed", json: { name: "children", comment: null, enabled: true } },
  { ask: "PUT groups/new", note: "not there before", json: { comment: "made by PUT" } },
  { ask: "GET groups", note: "after the changes" },
  // Domains
  { ask: "GET domains" },
  { ask: "POST domains/deny/exact", note: "one", json: { domain: "ads.example", comment: "no ads" } },
  { ask: "POST domains/deny/exact", note: "the same again", json: { domain: "ads.example" } },
  {
    ask: "POST domains/deny/exact",
    note: "two",
    json: { domain: ["b.example", "C.Example"], groups: [0, 1] },
  },
  { ask: "POST domains/deny/exact", note: "no such group", json: { domain: "g.example", groups: [99] } },
  {
    ask: "POST domains/deny/exact",
    note: "one such group",
    json: { domain: "h.example", groups: [1, 99, 2] },
  },
  { ask: "PUT domains/deny/exact/h.example", note: "no such group", json: { groups: [99] } },
  { ask: "POST domains/deny/exact", note: "a space in it", json: { domain: "a b.example" } },
  { ask: "POST domains/deny/exact", note: "no domain", json: { domain: "a..b" } },
  { ask: "POST domains/deny/exact", note: "IDN", json: { domain: "bücher.example" } },
  { ask: "POST domains/deny/exact", note: "an object", json: { domain: { a: 1 } } },
  { ask: "POST domains/deny/regex", note: "one", json: { domain: "^ad[0-9]+[.]example$" } },
  { ask: "POST domains/deny/regex", note: "not closed", json: { domain: "(abc" } },
  { ask: "POST domains/deny/regex", note: "a class not closed", json: { domain: "[abc" } },
  { ask: "POST domains/deny/regex", note: "nothing to repeat", json: { domain: "*abc" } },
  { ask: "POST domains/deny/regex", note: "a range the wrong way", json: { domain: "[z-a]" } },
  { ask: "POST domains/deny/regex", note: "a backslash at the end", json: { domain: "abc\\" } },
  { ask: "POST domains/allow/exact", note: "one", json: { domain: "good.example", enabled: false } },
  { ask: "POST domains/deny", note: "no kind", json: { domain: "x.example" } },
  { ask: "POST domains/deny/none", note: "no such kind", json: { domain: "x.example" } },
  { ask: "GET domains/deny" },
  { ask: "GET domains/deny/exact/ads.example" },
  { ask: "GET domains/deny/exact/nobody.example" },
  { ask: "PUT domains/deny/exact/ads.example", note: "off", json: { enabled: false } },
  {
    ask: "PUT domains/allow/exact/ads.example",
    note: "moved",
    json: { type: "deny", kind: "exact", comment: "moved" },
  },
  { ask: "PUT domains/allow/exact/ads.example", note: "half", json: { type: "deny" } },
  { ask: "DELETE domains/deny/exact/b.example" },
  { ask: "DELETE domains/deny/exact/nobody.example" },
  { ask: "DELETE domains/deny/exact" },
  { ask: "POST domains:batchDelete", note: "no array", json: { item: "x" } },
  { ask: "POST domains:batchDelete", note: "no kind", json: [{ item: "c.example", type: "deny" }] },
  {
    ask: "POST domains:batchDelete",
    note: "one of two",
    json: [
      { item: "c.example", type: "deny", kind: "exact" },
      { item: "nobody.example", type: "deny", kind: "exact" },
    ],
  },
  { ask: "POST domains:batchDelete", note: "none", json: [{ item: "n", type: "deny", kind: "exact" }] },
  { ask: "GET domains", note: "after the changes" },
  // Lists
  { ask: "GET lists" },
  { ask: "POST lists?type=block", note: "one", json: { address: "https://lists.example/1", comment: "one" } },
  { ask: "POST lists?type=block", note: "again", json: { address: "https://lists.example/1" } },
  { ask: "POST lists?type=allow", note: "as allow", json: { address: "https://lists.example/1" } },
  { ask: "POST lists?type=block", note: "no URL", json: { address: "lists example" } },
  { ask: "POST lists?type=block", note: "odd scheme", json: { address: "gopher://lists.example/" } },
  { ask: "POST lists", json: { address: "https://lists.example/2" } },
  { ask: "POST lists?type=none", json: { address: "https://lists.example/2" } },
  { ask: "GET lists?type=allow" },
  {
    ask: "PUT lists/https%3A%2F%2Flists.example%2F1?type=block",
    json: { enabled: false, groups: [0, 1] },
  },
  { ask: "DELETE lists/https%3A%2F%2Flists.example%2F1" },
  { ask: "DELETE lists/https%3A%2F%2Flists.example%2F1?type=allow" },
  { ask: "POST lists:batchDelete", json: [{ item: "https://lists.example/1", type: "block" }] },
  { ask: "GET lists", note: "after the changes" },
  // Clients
  { ask: "GET clients" },
  { ask: "POST clients", note: "an address", json: { client: "192.0.2.7", comment: "tv", groups: [1] } },
  { ask: "POST clients", note: "again", json: { client: "192.0.2.7" } },
  { ask: "POST clients", note: "no such group", json: { client: "192.0.2.8", groups: [99] } },
  { ask: "POST clients", note: "a name", json: { client: "Laptop" } },
  {
    ask: "POST clients",
    note: "a subnet and a MAC",
    json: { client: ["192.0.2.0/24", "00:11:22:aa:BB:cc"] },
  },
  { ask: "POST clients", note: "an interface", json: { client: ":eth0" } },
  { ask: "PUT clients/192.0.2.7", json: { comment: "other" } },
  { ask: "DELETE clients/Laptop" },
  { ask: "DELETE clients/nobody" },
  { ask: "POST clients:batchDelete", json: [{ item: "192.0.2.0/24" }, { item: ":eth0" }] },
  { ask: "GET clients", note: "after the changes" },
  { ask: "DELETE groups/with%20space" },
  { ask: "DELETE groups/Default" },
  { ask: "GET groups", note: "after the default group was deleted" },
  { ask: "POST groups", note: "too long", text: long(70_000) },
  { ask: "POST groups", note: "no JSON", text: "name=x" },
  // Settings
  { ask: "PATCH config", note: "no config", json: {} },
  { ask: "PATCH config", note: "an array", json: { config: [] } },
  { ask: "PATCH config", note: "no body" },
  config({ dns: { nothing: 1 } }, undefined, { only: hosts }),
  config({ dns: { hosts: "10.1.2.3 nas.home" } }),
  config({ dns: { hosts: [1] } }),
  config({ dns: { hosts: ["nas.home"] } }),
  config({ dns: { hosts: ["10.1.2.3"] } }),
  config({ dns: { hosts: ["10.1.2.3 *.apps.home"] } }),
  config({ dns: { hosts: ["10.1.2.3 nas.home nas", "10.1.2.3 nas.home nas"] } }, undefined, { only: hosts }),
  config({ dns: { hosts: ["10.1.2.3 nas.home", "10.1.2.4 tv.home # the big one"] } }, undefined, {
    only: hosts,
  }),
  config({ dns: { blockTTL: -1 } }),
  config({ dns: { blockTTL: 5 } }, undefined, { only: ["config.dns.blockTTL"] }),
  config({ dns: { blocking: { mode: "NONE" } } }),
  config({ dns: { blocking: { mode: "nx" } } }, undefined, { only: ["config.dns.blocking.mode"] }),
  config({ dns: { blocking: { mode: "NULL" } } }, undefined, { only: ["config.dns.blocking.mode"] }),
  config({ dns: { upstreams: ["9.9.9.9"] } }, "forced by the environment"),
  config({ dns: { upstreams: ["127.0.0.1#5335"] } }, "forced, the same", { only: ["config.dns.upstreams"] }),
  config({ dns: { hosts: [], upstreams: ["9.9.9.9"] } }, "one forced, one not"),
  config({ dns: { cnameRecords: ["a.home"] } }),
  config({ dns: { cnameRecords: ["a.home,b.home", "b.home,a.home"] } }, "a loop"),
  config({ dns: { revServers: ["true,192.168.8.0/24"] } }),
  config({ dns: { revServers: ["true,192.168.8.0/33,192.168.8.1,lan"] } }),
  config({ dns: { domain: { name: "a b" } } }),
  config({ dhcp: { hosts: ["nonsense"] } }, undefined, { only: ["config.dhcp.hosts"], restarts: true }),
  config({ dhcp: { start: "192.168.8" } }),
  config({ misc: { dnsmasq_lines: ["address=/apps.home/192.168.8.20", "nonsense=1"] } }),
  config({ misc: { dnsmasq_lines: "address=/apps.home/192.168.8.20" } }),
  config({ misc: { readOnly: true } }),
  config({ misc: { privacylevel: 9 } }),
  { ask: "PUT config/dns/hosts/10.1.2.5%20printer.home" },
  { ask: "PUT config/dns/hosts/10.1.2.5%20printer.home", note: "again" },
  { ask: "PUT config/dns/hosts/printer.home" },
  { ask: "DELETE config/dns/hosts/10.1.2.5%20printer.home" },
  { ask: "DELETE config/dns/hosts/10.1.2.5%20printer.home", note: "again" },
  { ask: "PUT config/dns/upstreams/9.9.9.9" },
  { ask: "PUT config/dns/blockTTL/5" },
  { ask: "PUT config/dns/nothing/5" },
  { ask: "PUT config/dns" },
  config({ dns: { cnameRecords: ["alias.home,nas.home"] } }, "an alias", { only: cnames, restarts: true }),
  {
    ask: "PATCH config?restart=false",
    json: { config: { dns: { cnameRecords: [] } } },
    only: cnames,
  },
  { ask: "GET groups", note: "after a restart" },
  { ask: "GET auth", note: "after a restart" },
  { ask: "POST action/restartdns", restarts: true },
  { ask: "GET config/dns/cnameRecords" },
  config({ webserver: { api: { allow_destructive: false } } }, undefined, {
    only: ["config.webserver.api.allow_destructive"],
  }),
  { ask: "POST action/restartdns", note: "not allowed" },
  // Blocking
  { ask: "POST dns/blocking", note: "off for a minute", json: { blocking: false, timer: 60 } },
  { ask: "GET config/dns/blocking/active", note: "while it is off" },
  { ask: "POST dns/blocking", note: "on", json: { blocking: true, timer: null } },
  { ask: "POST dns/blocking", note: "on while it is on", json: { blocking: true, timer: 60 } },
  { ask: "POST dns/blocking", note: "no word", json: { timer: 60 } },
  { ask: "POST dns/blocking", note: "a string", json: { blocking: "false" } },
  { ask: "POST dns/blocking", note: "a negative timer", json: { blocking: true, timer: -1 } },
  { ask: "GET dns/blocking", note: "in the end" },
  { ask: "POST dns/blocking", note: "no timer any more", json: { blocking: true } },
  { ask: "GET auth/app" },
];

/** What makes the answers to `questions`. */
export const beforeQuestions: readonly Step[] = [
  { ask: "POST domains/deny/exact", note: "to be asked", json: { domain: ["ads.shop", "both.shop"] } },
  { ask: "POST domains/allow/exact", note: "to be asked", json: { domain: "both.shop" } },
  config({ dns: { hosts: ["10.1.2.3 nas.home", "2001:db8::3 nas.home"] } }, "to be asked", { only: [] }),
  config({ webserver: { api: { allow_destructive: true } } }, "restarts are allowed again", { only: [] }),
];

/** Name and type, asked of DNS; a resolver behind it is not there. */
export const questions = [
  "pi.hole A",
  "PI.hole A",
  "pi.hole MX",
  "ads.shop A",
  "ads.shop AAAA",
  "ads.shop HTTPS",
  "ads.shop TXT",
  "www.ads.shop A",
  "nas.home A",
  "nas.home AAAA",
  "nas.home TXT",
  "alias.home A",
  "3.2.1.10.in-addr.arpa PTR",
  "1.8.168.192.in-addr.arpa PTR",
  "localhost A",
  "nothing.lan A",
  "use-application-dns.net A",
  "mask.icloud.com A",
  "_dns.resolver.arpa SVCB",
  "version.bind TXT",
] as const;

/** What is asked then, with an app password. */
export const appSteps: readonly Step[] = [
  { ask: "GET auth", by: "app" },
  { ask: "GET config/dns/hosts", by: "app" },
  { ask: "POST groups", json: { name: "made by an app" }, by: "app" },
  { ask: "POST dns/blocking", json: { blocking: true }, by: "app" },
  { ask: "PATCH config", json: { config: { dns: { hosts: [] } } }, by: "app" },
  { ask: "PUT config/dns/hosts/10.1.2.9%20app.home", by: "app" },
  { ask: "DELETE config/dns/hosts/10.1.2.9%20app.home", by: "app" },
  {
    ask: "PATCH config",
    note: "sudo",
    json: { config: { webserver: { api: { app_sudo: true } } } },
    only: [],
  },
  {
    ask: "PATCH config",
    note: "with sudo",
    json: { config: { dns: { hosts: [] } } },
    by: "app",
    only: ["config.dns.hosts"],
  },
  { ask: "DELETE auth", by: "app" },
];

/** In the place of this, the second factor's code is sent: always the same one, which is good for a minute. */
export const rightCode = "(code)";
export const totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const second = (totp: unknown): Step["json"] => ({ password: "lab", totp });

/** What is asked then, with two-factor login. */
export const totpSteps: readonly Step[] = [
  {
    ask: "GET auth/totp",
    only: ["totp.type", "totp.account", "totp.issuer", "totp.algorithm", "totp.digits"],
  },
  config({ webserver: { api: { totp_secret: totpSecret } } }, "a secret", {
    only: ["config.webserver.api.totp_secret"],
  }),
  { ask: "GET auth", note: "with two-factor login", by: "nobody" },
  { ask: "GET groups", note: "after the secret was set" },
  { ask: "POST auth", note: "without a code", json: { password: "lab" }, by: "nobody", patient: true },
  { ask: "POST auth", note: "a wrong code", json: second(1), by: "nobody", patient: true },
  { ask: "POST auth", note: "a text", json: second("000001"), by: "nobody", patient: true },
  { ask: "POST auth", note: "the code", json: second(rightCode), by: "nobody", patient: true },
  { ask: "POST auth", note: "the code again", json: second(rightCode), by: "nobody", patient: true },
];
