import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { agreed, describeIntent } from "../../../lab/confirm";
import { planned } from "../../../lab/faults/planned";
import { UsageError } from "../../../lab/command-line";
import { cluster } from "./checks/samples";

const [b, a] = cluster.nodes.map((node) => ({ ...node, host: `host-${node.name}` }));
const nodes = [b!, a!];
const intent = (leaders: typeof nodes, at: "leader" | "follower" = "leader") =>
  describeIntent({ vip: cluster.vip, nodes }, leaders, {
    what: { kind: "fault", fault: { ...planned, at }, runs: 2 },
    qps: 100,
  });

describe("what is said before a drill on a real cluster", () => {
  it("names the address, every node, the one that is hit, the fault and the rate", () => {
    const text = intent([a!]);
    assert.match(text, /answers on 192\.0\.2\.250: b \(host-b\), a \(host-a\)\./);
    assert.match(text, /^planned at a \(host-a\), 2 times: the leader is drained/m);
    assert.match(text, /asks 192\.0\.2\.250 100 queries a second/);
    assert.match(intent([a!], "follower"), /^planned at b \(host-b\), 2 times/m);
  });

  it("names each node that may be hit where it is not clear who leads", () => {
    assert.match(intent([]), /^planned at b \(host-b\) or a \(host-a\), 2 times/m);
    assert.match(intent([a!, b!]), /^planned at b \(host-b\) or a \(host-a\), 2 times/m);
  });

  it("names each of the faults where all are asked for, and none that is not for a real cluster", () => {
    const text = describeIntent({ vip: cluster.vip, nodes }, [a!], {
      what: { kind: "all", runs: 1 },
      qps: 100,
    });
    assert.match(text, /^planned at a .*^keepalived-kill at a .*^agent-kill at a /ms);
    assert.doesNotMatch(text, /power/);
  });

  it("is agreed to by yes alone, and by nobody where there is no terminal", async () => {
    const asked = (answer: string) => {
      const input = Object.assign(new PassThrough(), { isTTY: true });
      input.end(`${answer}\n`);
      return agreed(input, new PassThrough());
    };
    assert.equal(await asked("yes"), true);
    for (const answer of ["y", "no", "", "YES please"]) assert.equal(await asked(answer), false, answer);
    const notAsked = agreed(Object.assign(new PassThrough(), { isTTY: false }), new PassThrough());
    await assert.rejects(notAsked, UsageError);
  });
});
