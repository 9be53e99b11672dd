import assert from "node:assert/strict";
import { asideWords } from "../../../../../../runtime/agent/sync/model/aside";
import {
  difference,
  differenceFigures,
  differenceWords,
} from "../../../../../../runtime/agent/sync/model/difference";
import { initialProgress } from "../../../../../../runtime/agent/sync/sync-progress";
import { shownName } from "../../../../../../runtime/agent/sync/model/shown";
import { forTerminal } from "../../../../../../runtime/contract/for-terminal";
import { syncStatus } from "../../../../../../runtime/agent/sync/sync-status";
import { domain, list, state } from "../sample";

describe("a name that is shown", () => {
  it("has no user, password or query of a URL", () => {
    const cases = [
      ["https://user:TOKEN@lists.example/a/private.txt", "https://lists.example/a/private.txt"],
      ["https://lists.example/a.txt?key=TOKEN#part", "https://lists.example/a.txt?…"],
      ["HTTPS://T%40:O@KEN@lists.example", "HTTPS://lists.example"],
      ["file:///etc/pihole/own.list", "file:///etc/pihole/own.list"],
      ["(^|\\.)ads[0-9]+\\.example$", "(^|\\.)ads[0-9]+\\.example$"],
      ["user@host.example", "user@host.example"],
    ] as const;
    for (const [name, words] of cases) assert.equal(shownName(name), words);
  });

  it("is at most 100 characters long", () => {
    assert.equal(shownName("x".repeat(100)), "x".repeat(100));
    assert.equal(shownName("x".repeat(101)), `${"x".repeat(99)}…`);
  });

  it("is no command to a terminal, no new line, and does not turn what follows", () => {
    assert.equal(shownName("\u001b[2J\nads\u009b\u202e"), "\\u001b[2J\\u000aads\\u009b\\u202e");
    assert.equal(forTerminal("a\u001b]0;x\u0007\nb"), "a\\u001b]0;x\\u0007\nb");
    assert.equal(JSON.parse(forTerminal(JSON.stringify("\u009b\u001b"))), "\u009b\u001b");
  });

  it("is so in differences and in what is set aside, also in a setting", () => {
    const leader = state({ lists: [list("https://u:TOKEN@a.example")], domains: [domain("\u001b[1m")] });
    const words = differenceWords(difference(leader, state()));
    assert.deepEqual(words, [
      "lists: lacks https://a.example (block)",
      "domains: lacks \\u001b[1m (deny, exact)",
    ]);
    const hosts = (line: string) => state({ settings: { "dns.hosts": [line] } });
    assert.match(
      differenceWords(difference(hosts("\u001b"), hosts("b"))).join(),
      /^dns\.hosts: lacks \\u001b; has besides b$/,
    );
    assert.equal(
      asideWords({ table: "lists", item: "https://u:TOKEN@a.example", type: "block", why: "long" }),
      "lists: https://a.example (block): long",
    );
  });
});

describe("sync's part of the public status", () => {
  const leader = state({
    lists: [list("https://private.example")],
    domains: Array.from({ length: 6 }, (_, i) => domain(`${i}${"x".repeat(7_900)}`)),
    settings: { "dns.hosts": ["10.0.0.1 nas"] },
  });
  const differences = difference(leader, state({ settings: { "dns.hosts": ["10.0.0.1 tv"] } }));

  it("tells how much, and no name of what people block, however much that is", () => {
    const progress = {
      ...initialProgress,
      error: differenceWords(differences).join(),
      brief: "x".repeat(10_000),
      aside: {
        here: Array.from({ length: 5_000 }, (_, i) => ({ table: "domains", item: `d${i}`, why: "w" })),
        leader: [],
      },
      lastChange: {
        at: 0,
        ms: 1,
        cause: "leader",
        steps: 1,
        words: differenceWords(differences),
        figures: differenceFigures(differences),
        kept: "K",
      },
    } as const;
    const text = JSON.stringify(syncStatus({ progress, behind: "y".repeat(10_000), now: 0 }));
    assert.doesNotMatch(text, /private\.example|nas|tv|d4999/);
    assert.match(text, /"domains: 6 lacking"/);
    assert.ok(text.length < 2_000, String(text.length));
  });
});
