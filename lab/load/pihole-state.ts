import { z } from "zod";

/*
 * A Pi-hole's state as its public API tells it, in terms that mean the same on every node: by name, never by row id.
 * This is the drill's own reading, apart from the agent's, whose work it judges.
 */
export const parts = ["groups", "lists", "domains", "clients", "settings", "blocking", "gravity"] as const;
export type Part = (typeof parts)[number];

/** Things by what names them, each with what it holds. A number is a time that runs down, in seconds. */
export type Things = Readonly<Record<string, string | number>>;
export type State = Readonly<Record<Part, Things>>;

/** The part's requests: its own, and those for the names behind row ids. */
export const pathsOf: Readonly<Record<Part, readonly string[]>> = {
  groups: ["/api/groups"],
  lists: ["/api/groups", "/api/lists"],
  domains: ["/api/groups", "/api/domains"],
  clients: ["/api/groups", "/api/clients"],
  settings: ["/api/config"],
  blocking: ["/api/dns/blocking"],
  gravity: ["/api/stats/summary"],
};

const comment = z.string().nullable();
const ids = z.array(z.number());
const groupsAnswer = z.object({
  groups: z.array(z.object({ name: z.string(), comment, enabled: z.boolean(), id: z.number() })),
});
const listsAnswer = z.object({
  lists: z.array(
    z.object({
      address: z.string(),
      type: z.string(),
      comment,
      enabled: z.boolean(),
      groups: ids,
      number: z.number(),
    }),
  ),
});
const domainsAnswer = z.object({
  domains: z.array(
    z.object({
      domain: z.string(),
      type: z.string(),
      kind: z.string(),
      comment,
      enabled: z.boolean(),
      groups: ids,
    }),
  ),
});
const clientsAnswer = z.object({ clients: z.array(z.object({ client: z.string(), comment, groups: ids })) });
const configAnswer = z.object({ config: z.record(z.string(), z.unknown()) });
const blockingAnswer = z.object({ blocking: z.string(), timer: z.number().nullable() });
const summaryAnswer = z.object({ gravity: z.object({ domains_being_blocked: z.number() }) });

/** Row ids of groups by name. Throws if the answer is none of Pi-hole's. */
export const groupIds = (answer: unknown): ReadonlyMap<string, number> =>
  new Map(groupsAnswer.parse(answer).groups.map(({ name, id }) => [name, id]));

/** One part, from the answers to its requests, by path. Throws if one is none of Pi-hole's. */
export function readPart(part: Part, answers: Readonly<Record<string, unknown>>): Things {
  const own = answers[pathsOf[part].at(-1)!];
  switch (part) {
    case "groups":
      return things(
        groupsAnswer.parse(own).groups,
        ({ name }) => name,
        ({ comment, enabled, id }) => [comment, enabled, id === 0],
      );
    case "lists":
      return things(
        listsAnswer.parse(own).lists,
        ({ type, address }) => `${type} ${address}`,
        ({ comment, enabled, groups, number }) => [comment, enabled, memberships(groups, answers), number],
      );
    case "domains":
      return things(
        domainsAnswer.parse(own).domains,
        ({ type, kind, domain }) => `${type} ${kind} ${domain}`,
        ({ comment, enabled, groups }) => [comment, enabled, memberships(groups, answers)],
      );
    case "clients":
      return things(
        clientsAnswer.parse(own).clients,
        ({ client }) => client,
        ({ comment, groups }) => [comment, memberships(groups, answers)],
      );
    case "settings":
      return Object.fromEntries(
        leaves(configAnswer.parse(own).config)
          .filter(([key]) => isShared(key))
          .map(([key, value]) => [key, JSON.stringify(value)]),
      );
    case "blocking": {
      const { blocking, timer } = blockingAnswer.parse(own);
      return { blocking, timer: timer ?? "none" };
    }
    case "gravity":
      return { domains: String(summaryAnswer.parse(own).gravity.domains_being_blocked) };
  }
}

/** What a setting that is an array holds; nothing where there is none. */
export const itemsOf = (settings: Things, key: string): string[] =>
  z.array(z.string()).parse(JSON.parse(String(settings[key] ?? "[]")));

function things<Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
  content: (row: Row) => readonly unknown[],
): Things {
  return Object.fromEntries(rows.map((row) => [key(row), JSON.stringify(content(row))]));
}

function memberships(rows: readonly number[], answers: Readonly<Record<string, unknown>>): string[] {
  const names = new Map([...groupIds(answers["/api/groups"])].map(([name, id]) => [id, name]));
  return rows.map((id) => names.get(id) ?? `no such group: ${id}`).sort();
}

function leaves(tree: unknown, above = ""): [key: string, value: unknown][] {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) return [[above, tree]];
  return Object.entries(tree).flatMap(([key, value]) => leaves(value, above ? `${above}.${key}` : key));
}

/** Of what clients are answered, all is the cluster's, but for what names a node or its resolver, or is its tuning. */
const nodesOwn =
  /^dns\.(upstreams|interface|listeningMode|port|dnssec|ignoreLocalhost|showDNSSEC|analyzeOnlyAandAAAA|blocking\.active|cache\..+|rateLimit\..+|reply\..+)$/;

const isShared = (key: string): boolean =>
  (key.startsWith("dns.") && !nodesOwn.test(key)) || key === "dhcp.hosts" || key === "misc.privacylevel";
