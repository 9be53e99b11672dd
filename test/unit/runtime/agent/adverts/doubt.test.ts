import assert from "node:assert/strict";
import {
  nextDoubt,
  noDoubts,
  type AdvertView,
  type Doubts,
  type PeerWord,
} from "../../../../../runtime/agent/adverts/doubt";

const own = { priority: 120, claim: 0, address: "10.0.0.1" };
const patience = { quietMs: 400 };

function peer(leads: boolean, rank: Partial<typeof own> = {}, askedAt = Infinity): PeerWord {
  return {
    name: "b",
    said: { leads, rank: { priority: 100, claim: 0, address: "10.0.0.2", ...rank } },
    askedAt,
  };
}
const mute: PeerWord = { name: "b", said: undefined, askedAt: Infinity };
const view = (change: Partial<AdvertView> = {}): AdvertView => ({
  vrrp: "BACKUP",
  own,
  peers: [peer(false)],
  vipAnsweredAt: -Infinity,
  quiet: [],
  ...change,
});

/** Looks every 100 ms; gives when the peer was first doubted, if it was. */
function doubtedAt(seen: (now: number) => AdvertView, from: Doubts = noDoubts, untilMs = 10_000) {
  let doubts = from;
  for (let now = 0; now <= untilMs; now += 100) {
    doubts = nextDoubt(doubts, seen(now), now, patience);
    if (doubts.doubted.has("b")) return now;
  }
  return undefined;
}
const leading: Doubts = { ...noDoubts, vrrp: "MASTER" };
const doubting: Doubts = { ...noDoubts, doubted: new Map([["b", { since: 0, reason: "" }]]) };

describe("whose adverts are believed", () => {
  it("doubts at once what outranks the node with the highest priority", () => {
    assert.equal(
      doubtedAt(() => view(), leading),
      0,
    );
    assert.equal(
      doubtedAt(() => view({ peers: [peer(true)] }), leading),
      0,
    );
  });

  it("doubts what keeps the node with the highest priority from taking the lead back", () => {
    const held = view({ peers: [peer(true)] });
    assert.equal(
      doubtedAt(() => held),
      1_400,
    );
    assert.equal(
      doubtedAt((now) => view({ ...held, own: { ...own, claim: now < 5_000 ? -60 : 0 } })),
      6_400,
    );
    assert.equal(
      doubtedAt(() => view({ peers: [peer(true), mute] })),
      undefined,
    );
  });

  it("lets a node that is configured above, or any while this one gives way, take the lead", () => {
    const above = view({ peers: [peer(true, { priority: 130 })] });
    assert.equal(
      doubtedAt(() => above, leading),
      undefined,
    );
    const givesWay = view({ own: { ...own, claim: -60 }, peers: [peer(true)] });
    assert.equal(
      doubtedAt(() => givesWay, leading),
      undefined,
    );
  });

  it("doubts adverts while nobody says that it leads, and nobody answers at the VIP", () => {
    assert.equal(
      doubtedAt(() => view()),
      400,
    );
    assert.equal(
      doubtedAt(() => view({ peers: [mute] })),
      600,
      "a dead peer's name",
    );
  });

  it("waits for a peer that has just begun to lead to say so", () => {
    const becomes = (now: number) => view({ peers: [peer(now >= 300, { priority: 130 })] });
    assert.equal(doubtedAt(becomes), undefined);
    const oldWord = view({ peers: [peer(false, {}, -1)] });
    assert.equal(
      doubtedAt(() => oldWord),
      600,
      "what was asked before says nothing of now",
    );
  });

  it("believes a peer that cannot be asked as long as DNS is answered at the VIP", () => {
    assert.equal(
      doubtedAt((now) => view({ peers: [mute], vipAnsweredAt: now })),
      undefined,
    );
    assert.equal(
      doubtedAt((now) => view({ peers: [mute], vipAnsweredAt: Math.min(now, 2_000) })),
      2_700,
    );
  });

  it("doubts an answer at the VIP if all peers go on saying that they do not lead", () => {
    const peers = [peer(false, { priority: 130 })];
    assert.equal(
      doubtedAt((now) => view({ peers, vipAnsweredAt: now })),
      3_400,
    );
  });

  it("doubts nobody while another leads, while it leads itself, or has no peers", () => {
    const standsBy = { ...own, claim: -60 };
    assert.equal(
      doubtedAt(() => view({ own: standsBy, peers: [peer(true)] })),
      undefined,
    );
    assert.equal(
      doubtedAt(() => view({ vrrp: "MASTER" })),
      undefined,
    );
    assert.equal(
      doubtedAt(() => view({ vrrp: "FAULT" })),
      undefined,
    );
    assert.equal(nextDoubt(noDoubts, view({ peers: [] }), 10_000, patience).doubted.size, 0);
  });

  it("believes a peer again that leads and ranks above, or in whose name nothing comes any more", () => {
    const after = (change: Partial<AdvertView>) =>
      nextDoubt(doubting, view(change), 0, patience).doubted.size;
    assert.equal(after({ vrrp: "MASTER", peers: [peer(true, { priority: 130 })] }), 0);
    assert.equal(after({ vrrp: "MASTER", quiet: ["b"] }), 0);
    assert.equal(after({ vrrp: "MASTER" }), 1);
    assert.equal(after({ vrrp: "MASTER", peers: [mute] }), 1);
  });

  it("lets exactly one of two that doubt each other go on leading", () => {
    const a = { ...own, priority: 100 };
    const b = { priority: 100, claim: 0, address: "10.0.0.2" };
    const of = (me: typeof own, other: typeof own) =>
      nextDoubt(doubting, view({ vrrp: "MASTER", own: me, peers: [peer(true, other)] }), 0, patience).doubted
        .size;
    for (const claim of [0, -60, -253]) {
      assert.equal(of(a, { ...b, claim }) + of({ ...b, claim }, a), 1);
      assert.equal(of({ ...a, claim }, b) + of(b, { ...a, claim }), 1);
    }
  });
});
