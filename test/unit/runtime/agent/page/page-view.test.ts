import assert from "node:assert/strict";
import { viewOf, type NodeKnowledge } from "../../../../../runtime/agent/page/page-view";
import { healthy, known, now, peerOf, refusedRemoval, scenes, silent } from "./scenes";

const verdict = (scene: NodeKnowledge) => viewOf(scene)!.verdict;
const withPeers = (...peers: readonly ReturnType<typeof peerOf>[]): NodeKnowledge => ({
  ...known,
  snapshot: { ...healthy, peers },
});
const leaderWith = (change: Partial<typeof healthy>): NodeKnowledge => ({
  ...known,
  snapshot: { ...healthy, ...change },
});
const fails = { recursion: { status: "upstream-failing", reason: "timeout" } } as const;

describe("the page's verdict", () => {
  const table: readonly (readonly [string, NodeKnowledge, string, string])[] = [
    [
      "good",
      scenes.healthy,
      "DNS works, you may switch off either node, and nothing waits for you.",
      "all is well",
    ],
    [
      "good",
      withPeers(peerOf("pi2"), peerOf("pi3")),
      "DNS works, you may switch off any one node, and nothing waits for you.",
      "there are two spares",
    ],
    [
      "warn",
      withPeers(silent("pi2")),
      "DNS works, pi1 must stay on, and nothing waits for you.",
      "there is no spare",
    ],
    [
      "warn",
      scenes.decision,
      "DNS works, you may switch off either node, and one thing waits for you.",
      "one waits",
    ],
    [
      "warn",
      scenes["node dead"],
      "DNS works, pi1 must stay on, and 2 things wait for you.",
      "a node is dead",
    ],
    ["bad", scenes["nobody answers"], "No node answers at 192.168.8.250.", "nobody leads"],
    [
      "bad",
      withPeers(peerOf("pi2", { vrrp: { state: "MASTER", priority: 100 } })),
      "pi1 and pi2 both answer at 192.168.8.250.",
      "two lead",
    ],
    [
      "bad",
      leaderWith({ health: { ...healthy.health, name: "faulted", verdict: "failed" } }),
      "DNS fails on every node.",
      "the leader is the last resort",
    ],
    [
      "bad",
      leaderWith({
        resolver: { ...healthy.resolver, ...fails },
        peers: [peerOf("pi2", { recursion: "upstream-failing" })],
      }),
      "DNS answers, but no name of the internet.",
      "the internet is away",
    ],
    [
      "rest",
      leaderWith({ blocking: { ...healthy.blocking!, state: "off" } }),
      "DNS works, blocking is switched off, you may switch off either node, and nothing waits for you.",
      "blocking is paused",
    ],
    [
      "warn",
      leaderWith({ blocking: { ...healthy.blocking!, state: "fails" } }),
      "DNS works, but does not block what it should, you may switch off either node, and nothing waits for you.",
      "blocking fails",
    ],
  ];
  for (const [level, scene, sentence, when] of table)
    it(`says so if ${when}`, () => {
      assert.equal(verdict(scene).sentence, sentence);
      assert.equal(verdict(scene).level, level);
    });

  it("is the same on each node's page, but for who says it", () => {
    const own = viewOf(known)!;
    assert.deepEqual(
      own.nodes.map(({ name }) => name),
      ["pi1", "pi2"],
    );
    const asPi3 = viewOf({
      ...known,
      snapshot: {
        ...healthy,
        config: { ...healthy.config, node: "pi3" },
        peers: [peerOf("pi1"), peerOf("pi2")],
      },
    })!;
    assert.deepEqual(
      asPi3.nodes.map(({ name }) => name),
      ["pi1", "pi2", "pi3"],
    );
  });

  it("is none while the agent does not report", () => {
    assert.equal(viewOf(scenes["no news"]), undefined);
  });
});

describe("the page's view", () => {
  const card = (peer: ReturnType<typeof peerOf>) => viewOf(withPeers(peer))!.nodes[1]!;

  it("says what each node is in plain words", () => {
    const table = [
      ["standing-by", {}, "Ready", "It takes over if pi1 fails.", "good"],
      [
        "syncing",
        { reason: "a removal waits" },
        "Catching up",
        "settings of the leader: a removal waits.",
        "warn",
      ],
      [
        "draining",
        { drain: "out", drainedBy: "hand and update" },
        "Out of service",
        "by hand and for an update",
        "rest",
      ],
      [
        "faulted",
        { reason: "timeout: no answer" },
        "DNS fails",
        "does not answer: timeout: no answer.",
        "bad",
      ],
      ["a-later-version's", {}, "a-later-version's", "", "warn"],
    ] as const;
    for (const [state, change, badge, says, level] of table) {
      const seen = card(peerOf("pi2", { state, ...change }));
      assert.equal(seen.badge, badge);
      assert.ok(seen.says.includes(says), seen.says);
      assert.equal(seen.level, level);
    }
    const gone = card(silent("pi2"));
    assert.deepEqual([gone.badge, gone.level, gone.rows.length], ["Silent", "bad", 1]);
  });

  it("says on a node's card what only some clusters have: IPv6, DHCP, a public name", () => {
    const [pi1, pi2] = viewOf(scenes["IPv6, DHCP and a public name"])!.nodes;
    const rows = (card: typeof pi1) =>
      card!.rows
        .filter(({ term }) => ["IPv6", "DHCP", "Name"].includes(term))
        .map(({ term, text, level }) => `${term}: ${text} (${level})`);
    assert.deepEqual(rows(pi1), [
      "IPv6: Answers (good)",
      "DHCP: Gives addresses (good)",
      "Name: home.example.com is 203.0.113.7 (good)",
    ]);
    assert.deepEqual(rows(pi2), ["IPv6: Does not answer (warn)", "DHCP: Knows the leases (good)"]);
    const plain = viewOf(scenes.healthy)!.nodes;
    assert.ok(plain.every((card) => rows(card).length === 0));
  });

  it("has what is to be decided with its fix and its actions, and none of them on a card", () => {
    const view = viewOf(scenes.decision)!;
    assert.deepEqual(
      view.decisions.map(({ text, since, actions }) => [text, since, actions.map(({ path }) => path)]),
      [[refusedRemoval.text, "20 minutes", ["/ha-dns/act/accept?node=pi2&condition=sync-refused%2Fpi2"]]],
    );
    assert.deepEqual(
      view.nodes.map(({ actions }) => actions.map(({ label }) => label)),
      [["Take pi1 out of service"], ["Take pi2 out of service"]],
    );
    assert.deepEqual(
      view.actions.map(({ refused }) => refused),
      ["", "No notification channel is set up."],
    );
  });

  it("counts what one may want to know as nothing that waits", () => {
    assert.match(
      verdict({ ...known, conditions: [{ ...refusedRemoval, severity: "info" }] }).sentence,
      /nothing waits/,
    );
  });

  it("says that an update is half done", () => {
    assert.match(viewOf(scenes["three nodes"])!.update!.text, /^pi3 and pi1 differ/);
    assert.equal(viewOf(scenes.healthy)!.update!.level, "good");
    assert.equal(viewOf(withPeers(silent("pi2")))!.update, undefined);
  });

  it("begins a sentence with a capital letter, but no node's name", () => {
    const texts = ["the agent has started", "pi1's DNS answers", "pi1: x", "pi10 is silent"];
    const events = texts.map((text, i) => ({ ...known.events[0]!, id: i + 1, text }));
    assert.deepEqual(
      viewOf({ ...known, events })!.events.map(({ text }) => text),
      ["Pi10 is silent", "pi1: x", "pi1's DNS answers", "The agent has started"],
    );
  });

  it("shows the last twenty events", () => {
    const events = Array.from({ length: 200 }, (_, i) => ({
      ...known.events[0]!,
      id: i + 1,
      at: now - (199 - i) * 1000,
    }));
    const shown = viewOf({ ...known, events })!.events;
    assert.deepEqual([shown.length, shown[0]!.at], [20, now]);
  });
});
