import assert from "node:assert/strict";
import fc from "fast-check";
import { ClusterModel, servers, type Told } from "./cluster-model";

const kinds = [
  "kill",
  "boot",
  "offline",
  "online",
  "cut",
  "heal",
  "begin",
  "worsen",
  "end",
  "happen",
  "serve",
  "hand over",
] as const;
type Kind = (typeof kinds)[number];

interface Step {
  readonly kind: Kind;
  readonly node: number;
  readonly gap: number;
  readonly server: (typeof servers)[number];
  readonly thing: string;
}

const step = (of: readonly Kind[]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom(...of),
    node: fc.nat(3),
    gap: fc.integer({ min: 0, max: 40 }),
    server: fc.constantFrom(...servers),
    thing: fc.constantFrom("upstream-failing", "disk-full"),
  });

function act(model: ClusterModel, { kind, node: i, server, thing }: Step): void {
  const node = model.at(i);
  switch (kind) {
    case "kill":
      return model.kill(node);
    case "boot":
      return model.revive(node);
    case "offline":
    case "online":
      node.online = kind === "online";
      return;
    case "cut":
      node.side = 1;
      return;
    case "heal":
      return model.nodes.forEach((it) => (it.side = 0));
    case "begin":
      return model.begin(thing, thing === "disk-full" ? "node0" : "");
    case "worsen":
      return model.worsen(thing);
    case "end":
      return model.end(thing);
    case "happen":
      return model.happen(node);
    case "hand over":
      return model.handOver(node);
    case "serve":
      return model.serve(i % 2 === 0 ? "phone" : "mail", server);
  }
}

/** Runs a history, and then lets everything work for longer than the longest wait. */
async function run(count: number, steps: readonly Step[]): Promise<ClusterModel> {
  const model = new ClusterModel(count);
  await model.pass(10);
  for (const it of steps) {
    act(model, it);
    await model.pass(it.gap);
  }
  for (const node of model.nodes) {
    node.side = 0;
    node.online = true;
    model.revive(node);
  }
  model.serve("phone", "good");
  model.serve("mail", "good");
  // Claims of nodes that have just come back are held for a while.
  await model.pass(40);
  for (let seconds = 0; seconds < 750 && !model.isCalm(); seconds += 10) await model.pass(10);
  return model;
}

const turns = ["begins", "worse", "over"];
const lastTurn = (told: readonly Told[], key: string): Told | undefined =>
  told.filter((it) => it.key === key && turns.includes(it.what)).at(-1);
const lastOf = (told: readonly Told[], key: string): string => {
  const { what = "" } = lastTurn(told, key) ?? {};
  return what === "worse" ? "begins" : what;
};

/** What a channel was told twice: a begin after a begin, an end after an end, an event or a late word again. */
function twice(told: readonly Told[]): Told[] {
  const last = new Map<string, string>();
  return told.filter(({ what, key }) => {
    const before = last.get(key);
    last.set(key, what);
    return before === what && what !== "was";
  });
}

describe("200 histories of a cluster whose nodes, network and servers fail", function () {
  this.timeout(300_000);

  it("tell each channel at last what burns, and of what they were told that it is over", async () => {
    const history = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(step(kinds), { maxLength: 25 }));
    await fc.assert(
      fc.asyncProperty(history, async ([count, steps]) => {
        const model = await run(count, steps);
        for (const told of Object.values(model.told)) {
          const wrong = told.filter(({ what, isSo }) => what === "begins" && !isSo);
          assert.deepEqual(wrong, [], "it was told to begin, and nobody said so");
          for (const [thing, key] of [
            ["upstream-failing", "upstream-failing"],
            ["disk-full", "disk-full/node0"],
          ] as const) {
            if (model.isCritical(thing)) assert.ok(lastTurn(told, key)?.critical, JSON.stringify(told));
            assert.equal(
              lastOf(told, key) === "begins",
              model.burns(thing),
              `${key}: ${JSON.stringify(told)}`,
            );
          }
          for (const { name } of model.nodes) assert.notEqual(lastOf(told, `node-silent/${name}`), "begins");
          for (const { node, id } of model.happened())
            assert.ok(
              told.some(({ key }) => key.startsWith(`event/${node}/${id}/`)),
              `event ${id} of ${node}`,
            );
        }
      }),
      { numRuns: 200 },
    );
  });

  it("tell nothing twice if no node dies and none is cut off", async () => {
    const calm = kinds.filter((kind) => !["kill", "boot", "cut", "heal"].includes(kind));
    const history = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(step(calm), { maxLength: 25 }));
    let messages = 0;
    await fc.assert(
      fc.asyncProperty(history, async ([count, steps]) => {
        const model = await run(count, steps);
        for (const told of Object.values(model.told)) {
          messages += told.length;
          assert.deepEqual(twice(told), [], JSON.stringify(told));
        }
      }),
      { numRuns: 200 },
    );
    assert.ok(messages > 200, `${messages} messages prove little`);
  });
});
