import { clientAddress, domainName, domainPattern, groupName, hostLine } from "../../load/changes/marks";
import { type Scene, writeThroughVip } from "./sync-scene";
import { itemsOf } from "../../load/pihole-state";

/** How much a household has that has had Pi-hole for years. */
const size = { groups: 10, domains: 200, clients: 40, hosts: 100 };

/** Pi-hole answers no query while it adds an array: ten take it 12 ms. */
const atOnce = 10;
const numberedFrom = 30_000;

/**
 * Where Pi-hole's container has the lists' files. In /etc/pihole each start of Pi-hole would set them to mode 640, and
 * gravity reads no local list that not everyone can read.
 */
export const listFolder = "/srv/sync-drill";

export const household = {
  words: `${size.groups} groups, ${size.domains} domains, ${size.clients} clients, ${size.hosts} local records and 3 lists of 1,000,000 domains`,
  lists: [
    { file: "1.txt", domains: 600_000 },
    { file: "2.txt", domains: 300_000 },
    { file: "3.txt", domains: 100_000 },
  ],
} as const;

const numbers = (count: number, from = numberedFrom): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** Gives the leader all of it but the lists' content. Throws where Pi-hole takes something not. */
export async function fill(scene: Scene): Promise<void> {
  const post = (path: string, body: Readonly<Record<string, unknown>>) =>
    writeThroughVip(scene, { method: "POST", path, body });
  await inChunks(numbers(size.groups).map(groupName), (name) => post("/api/groups", { name, enabled: true }));
  const groups = await groupsOf(scene);
  const all = numbers(size.domains);
  await inChunks(all.slice(0, 150).map(domainName), (domain, i) =>
    post("/api/domains/deny/exact", { domain, comment: `chunk ${i}`, groups: [groups[i % groups.length]] }),
  );
  await inChunks(all.slice(150).map(domainPattern), (domain, i) =>
    post("/api/domains/allow/regex", {
      domain,
      comment: `chunk ${i}`,
      groups: [0, groups[i % groups.length]],
    }),
  );
  await inChunks(numbers(size.clients, 1).map(clientAddress), (client, i) =>
    post("/api/clients", { client, comment: null, groups: [groups[i % groups.length]] }),
  );
  for (const { file } of household.lists)
    await post("/api/lists?type=block", { address: `file://${listFolder}/${file}`, groups: [0] });
  const { settings } = await scene.pihole.do("state", { address: scene.session.cluster.vip });
  const hosts = [...itemsOf(settings, "dns.hosts"), ...numbers(size.hosts).map(hostLine)];
  await writeThroughVip(scene, {
    method: "PATCH",
    path: "/api/config",
    body: { config: { dns: { hosts } } },
  });
}

async function groupsOf({ pihole, session }: Scene): Promise<number[]> {
  const question = { address: session.cluster.vip, method: "GET", path: "/api/groups" } as const;
  const { groups } = JSON.parse((await pihole.do("ask", question)).text) as {
    readonly groups: readonly { readonly id: number }[];
  };
  return groups.map(({ id }) => id).filter((id) => id !== 0);
}

async function inChunks(
  items: readonly string[],
  add: (some: readonly string[], index: number) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce) await add(items.slice(at, at + atOnce), at / atOnce);
}
