import assert from "node:assert/strict";
import fc from "fast-check";
import { keys } from "../../../components/config/keys";
import { loadSpec } from "../../../components/config/load";
import { planNode } from "../../../components/config/plan";
import { describeProblems } from "../../../components/config/problem";
import { renderAgentConfig } from "../../../components/render/agent-config-file";
import { renderKeepalived } from "../../../components/render/keepalived-conf";
import { renderNftables } from "../../../components/render/nftables";
import { piholeEnvironment } from "../../../components/render/pihole-environment";
import { renderDnsmasq } from "../../../components/render/pihole-dnsmasq";
import { renderUnbound } from "../../../components/render/unbound-conf";
import { sampleConfig } from "../../unit/components/sample-plan";
import { explore, altered, oddJson, oddText, type Target } from "../explore";

const names = [...Object.keys(keys), "vpi", "__proto__"];
const address = fc
  .tuple(fc.constantFrom("192.168.8", "192.168.9", "10.0.0"), fc.integer({ min: 0, max: 260 }))
  .map(([net, host]) => `${net}.${host}`);
const form = fc.constantFrom<unknown>(
  "192.168.8.250/24",
  "192.168.8.30-192.168.8.199",
  "1.1.1.1@853#dns.example",
  "sunday",
  { name: "tank/a", mountpoint: "/srv/a", properties: { quota: "1G" } },
  [{ name: "tank/a", mountpoint: "/srv/a", properties: { quota: "1G" } }],
  [{ zone: "corp.example", to: ["192.168.8.1"] }],
  ["pi1", "pi2"],
  ["nas.example A 192.168.8.20"],
);
const value = fc.oneof(
  address,
  oddJson(),
  fc.integer(),
  oddText().map((text) => [text]),
  form,
  form.chain(altered),
);
const changes = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3, noNullPrototype: true });

/** All texts in a value. */
function texts(from: unknown): string[] {
  if (typeof from === "string") return [from];
  return typeof from === "object" && from !== null
    ? Object.entries(from).flatMap((entry) => entry.flatMap(texts))
    : [];
}

export const config: Target = {
  about:
    "the config of a cluster: refused in words, or rendered without a character that means something to a daemon",
  run: (limits) =>
    explore(
      fc.property(fc.tuple(changes, changes), ([shared, own]) => {
        const raw = sampleConfig();
        const loaded = loadSpec({
          ...raw,
          project: { ...raw.project, ...shared },
          stacks: { ...raw.stacks, pi1: { ...raw.stacks.pi1, ...own } },
        });
        if (!loaded.ok) {
          assert.ok(loaded.problems.length > 0);
          for (const { key, file, found, expected, fix } of loaded.problems)
            for (const part of [key, file, found, expected, fix]) assert.equal(typeof part, "string");
          assert.ok(describeProblems("pi1", loaded.problems).length > 0);
          return;
        }
        for (const text of texts([loaded.spec.cluster, loaded.spec.nodes]))
          assert.doesNotMatch(text, /\p{Cc}/u, "a control character is in no value");
        const plan = planNode(loaded.spec);
        const images = { pod: "p", pihole: "h", unbound: "u", runtime: "r" };
        const files = [
          renderKeepalived(plan),
          renderNftables(plan),
          renderUnbound(plan),
          renderAgentConfig(plan, images, "v3/51"),
          ...piholeEnvironment(plan),
          ...Object.values(renderDnsmasq(plan)),
        ];
        for (const file of files) assert.doesNotMatch(file, /[^\P{Cc}\n\t]/u);
      }),
      limits,
    ),
};
