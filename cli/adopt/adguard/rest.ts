import type { Left } from "../../../runtime/contract/adoption";

type Tree = Readonly<Record<string, unknown>>;

/** What else a person may have set in an AdGuardHome.yaml: its path, and why it is not taken over. */
const parts: readonly { readonly at: string; readonly why: string }[] = [
  { at: "users", why: "the cluster has one password, which the deployment sets" },
  { at: "dns.upstream_dns", why: "each node asks its own Unbound (key `forwardTo`)" },
  { at: "dns.fallback_dns", why: "each node asks its own Unbound (key `forwardTo`)" },
  { at: "dns.local_ptr_upstreams", why: "enter it as conditional forwarding in Pi-hole's settings" },
  { at: "dns.allowed_clients", why: "the nodes answer the subnet" },
  { at: "dns.disallowed_clients", why: "the nodes answer the subnet" },
  {
    at: "dns.blocked_services",
    why: "a Pi-hole has no services: take a list or regular expressions for them",
  },
  {
    at: "filtering.blocked_services.ids",
    why: "a Pi-hole has no services: take a list or regular expressions for them",
  },
  { at: "filtering.safe_search.enabled", why: "a Pi-hole has no safe search" },
  { at: "filtering.parental_enabled", why: "a Pi-hole asks no service about names: take a list" },
  { at: "filtering.safebrowsing_enabled", why: "a Pi-hole asks no service about names: take a list" },
  { at: "dns.parental_enabled", why: "a Pi-hole asks no service about names: take a list" },
  { at: "dns.safebrowsing_enabled", why: "a Pi-hole asks no service about names: take a list" },
  { at: "dhcp.enabled", why: "key `dhcp` says who gives addresses: the router or the nodes (docs/dhcp.md)" },
  { at: "tls.enabled", why: "the nodes have a certificate of their own (docs/certificate.md)" },
  { at: "os.group", why: "it belongs to that machine" },
];

const takenOver = ["filters", "whitelist_filters", "user_rules", "clients", "filtering", "schema_version"];

export function restLeft(config: Tree): Left[] {
  const found = parts.filter(({ at }) => isSet(lookUp(config, at)));
  const others = Object.keys(config)
    .filter((name) => !takenOver.includes(name))
    .sort();
  return [
    ...found.map(({ at, why }) => ({ what: at, why })),
    { what: `what else is in ${others.join(", ")}`, why: "it belongs to the process of AdGuard Home" },
  ];
}

const isSet = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

const lookUp = (tree: unknown, at: string): unknown =>
  at
    .split(".")
    .reduce<unknown>(
      (node, name) => (typeof node === "object" && node !== null ? (node as Tree)[name] : undefined),
      tree,
    );
