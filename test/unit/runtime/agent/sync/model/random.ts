import fc from "fast-check";
import { settingKeys, type SettingKey } from "../../../../../../runtime/agent/sync/model/setting-keys";
import type { SettingValue } from "../../../../../../runtime/agent/sync/model/sync-state";
import { ModelConfig, type ModelSetting } from "./config";
import { ModelPihole } from "./pihole";
import { ModelTables, type RowTable } from "./tables";

/*
 * Random Pi-holes of which pairs have much in common: few names, so that they clash, among them what breaks paths,
 * queries, JSON and regular expressions.
 */

const groupNames = [
  "Default",
  "A",
  "B",
  "A (before)",
  "kids & co/tv",
  "50%",
  "ü ñ",
  "a?b#c",
  "../up",
  "'\"\\",
  "x,y",
];
const comments = [null, "", "note", 'it\'s "quoted"', "äöü ✓", "x".repeat(3_000)];
const lists = [
  "https://a.example/list.txt",
  "https://a.example/list.txt?x=1&y=2#z",
  "file:///etc/hosts",
  "http://b.example/../c",
  "https://ü.example/%41",
];
const exact = ["ads.example", "xn--bcher-kva.example", "a.example", "tracker.example", "_dmarc.a.example"];
const regex = [
  "(^|\\.)ads\\.",
  "^a+?b/c%2F$",
  "[^.]{3,}\\.example$",
  ".",
  "..",
  "x|y#z",
  "a b",
  "\\/\\.\\.\\/",
  "a/../../../../b",
];
const clients = [
  "10.0.0.5",
  "10.0.0.0/24",
  "AA:BB:CC:00:11:22",
  "aa:bb:cc:00:11:22",
  ":eth0",
  "laptop",
  "fe80::1%eth0",
  "..",
];

const many = (prefix: string): string[] => Array.from({ length: 25 }, (_, i) => `${prefix}${i}.example`);
const long = (prefix: string): string[] =>
  Array.from({ length: 12 }, (_, i) => `${prefix}${i}${"é".repeat(3_000)}`);

const comment = fc.constantFrom(...comments);

interface RowSeed {
  item: string;
  type: string;
  kind: string;
  comment: string | null;
  enabled: boolean;
  groups: number[];
  status: number;
}

const row = (
  items: readonly string[],
  types: readonly string[],
  kinds: readonly string[],
): fc.Arbitrary<RowSeed> =>
  fc.record({
    item: fc.constantFrom(...items),
    type: fc.constantFrom(...types),
    kind: fc.constantFrom(...kinds),
    comment,
    enabled: fc.boolean(),
    groups: fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
    status: fc.nat(4),
  });

const rows = (one: fc.Arbitrary<RowSeed>): fc.Arbitrary<RowSeed[]> =>
  fc.uniqueArray(one, {
    maxLength: 40,
    size: "max",
    selector: ({ item, type, kind }) => JSON.stringify([item, type, kind]),
  });

const hosts = fc.array(fc.constantFrom("10.0.0.1 nas", "10.0.0.2 tv tv.lan", "10.0.0.3 printer"), {
  maxLength: 4,
});

const arrays: readonly SettingKey[] = ["dns.hosts", "dns.cnameRecords", "dns.revServers", "dhcp.hosts"];
const numbers: readonly SettingKey[] = ["misc.privacylevel", "dns.blockTTL"];
const booleans: readonly SettingKey[] = ["dns.domain.local", "dns.bogusPriv", "dns.queryLogging"];

function valueOf(key: SettingKey): fc.Arbitrary<SettingValue> {
  if (arrays.includes(key)) return hosts;
  if (numbers.includes(key)) return fc.nat(3);
  return booleans.includes(key) ? fc.boolean() : fc.constantFrom("NULL", "ip", "äö");
}

/** Some versions lack settings, but not these. */
const always: readonly SettingKey[] = ["dns.hosts", "dns.cnameRecords", "dhcp.hosts"];

const settings = fc
  .tuple(
    ...settingKeys.map((key) =>
      fc.record({
        key: fc.constant(key),
        value: valueOf(key),
        restarts: fc.boolean(),
        forced: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
        known: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0 || always.includes(key)),
      }),
    ),
  )
  .map(
    (all) =>
      new Map<SettingKey, ModelSetting>(
        all
          .filter(({ known }) => known)
          .map(({ key, value, restarts, forced }) => [key, { value, restarts, forced }]),
      ),
  );

const group = fc.record({ name: fc.constantFrom(...groupNames), comment, enabled: fc.boolean() });

const blocking = fc.record({
  enabled: fc.boolean(),
  timer: fc.option(fc.double({ min: 0, max: 600, noNaN: true })),
});

/** A Pi-hole in any state, with row ids that mean nothing elsewhere. */
export const anyPihole: fc.Arbitrary<ModelPihole> = fc
  .record({
    firstId: fc.nat(1_000),
    groups: fc.uniqueArray(group, { minLength: 1, maxLength: 8, selector: ({ name }) => name }),
    lists: rows(row(lists, ["block", "allow"], [""])),
    domains: rows(
      fc.oneof(
        row([...exact, ...many("many")], ["allow", "deny"], ["exact"]),
        row([...regex, ...long("x")], ["allow", "deny"], ["regex"]),
      ),
    ),
    clients: rows(row([...clients, ...many("host")], [""], [""])),
    settings,
    blocking,
  })
  .map((seed) => {
    const tables = new ModelTables(seed.firstId);
    // The default group needs a name that a path can hold: it cannot be replaced.
    const defaultAt = Math.max(
      0,
      seed.groups.findIndex(({ name }) => name !== "../up"),
    );
    const [first = { name: "Default", comment: null, enabled: true }] = seed.groups.splice(defaultAt, 1);
    tables.groups = [
      ...seed.groups.map((each) => ({ id: tables.id(), ...each })),
      { id: 0, ...first, name: first.name === "../up" ? "Default" : first.name },
    ];
    const ids = tables.groups.map(({ id }) => id);
    const place = (table: RowTable, seeds: readonly RowSeed[]): void => {
      tables.rows[table] = seeds.map((each) => ({
        ...each,
        id: tables.id(),
        groups: [...new Set(each.groups.map((at) => ids[at % ids.length]!))],
      }));
    };
    place("lists", seed.lists);
    place("domains", seed.domains);
    place("clients", seed.clients);
    const pihole = new ModelPihole(tables, new ModelConfig(seed.settings));
    pihole.blocking = seed.blocking;
    return pihole;
  });
