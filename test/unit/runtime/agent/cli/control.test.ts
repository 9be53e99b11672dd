import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { drain, failback, showStatus, undrain, waitFor } from "../../../../../runtime/agent/cli/control";
import { pathsUnder } from "../../../../../runtime/agent/agent-paths";
import { status, type Status } from "../../../../../runtime/agent/snapshot";
import { leading } from "../sample";

describe("control commands", () => {
  const paths = pathsUnder(fs.mkdtempSync(path.join(os.tmpdir(), "control-")));
  fs.mkdirSync(path.dirname(paths.drain), { recursive: true });
  const base = status(leading);
  let printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  /** An agent that gives these answers, one after the other, and the last for ever. */
  const agent = (...answers: Status[]) => {
    let at = 0;
    return () => Promise.resolve(answers[Math.min(at++, answers.length - 1)]!);
  };
  beforeEach(() => (printed = []));

  it("drain returns only when the node neither leads nor waits", async () => {
    const waiting: Status = { ...base, drain: "waiting" };
    const done: Status = { ...base, drain: "out", vrrp: { ...base.vrrp, state: "FAULT" } };
    let asked = 0;
    const answers = agent(base, waiting, waiting, done);
    const code = await drain(paths, false, print, () => (asked++, answers()));
    assert.deepEqual([code, asked], [0, 4]);
    assert.ok(fs.existsSync(paths.drain));
  });

  it("a forced drain asks for the VIP to be given up, and says so where no peer took over", async () => {
    const done: Status = { ...base, drain: "released", vrrp: { ...base.vrrp, state: "FAULT" } };
    assert.equal(await drain(paths, true, print, agent(done)), 0);
    assert.match(printed.join(), /no peer took/);
    assert.equal(fs.readFileSync(paths.drain, "utf8"), "force");
  });

  it("waits for a node that leads or may lead, and says what it saw where that does not come", async () => {
    const draining: Status = { ...base, drain: "out", state: "draining", reason: "out, by update" };
    assert.equal(await waitFor("serving", 1_000, print, agent(draining, base)), 0);
    assert.equal(await waitFor("serving", 60, print, agent(draining)), 1);
    assert.match(printed.join(), /serving: not so within 0.06 s; .*out, by update/);
  });

  it("status says how many second answers the node gave, and if it gives none now", async () => {
    const second = { fit: true, seen: 9, answered: 6, given: 3, withheld: 0, dropped: 0, silent: false };
    for (const [change, words] of [
      [{}, /second answers: 3 given$/],
      [{ fit: false }, /second answers: 3 given, none now$/],
      [{ silent: true }, /second answers: stopped$/],
    ] as const) {
      printed = [];
      await showStatus(false, print, agent({ ...base, secondAnswer: { ...second, ...change } }));
      assert.match(printed.join(), words);
    }
    printed = [];
    await showStatus(false, print, agent(base));
    assert.doesNotMatch(printed.join(), /second/);
  });

  it("undrain removes the wish and waits until the agent has noticed", async () => {
    assert.equal(await undrain(paths, print, agent({ ...base, drain: "out" }, base)), 0);
    assert.ok(!fs.existsSync(paths.drain));
  });

  it("failback is refused, and leaves no request behind, on a node at fault", async () => {
    assert.equal(await failback(paths, print, agent({ ...base, state: "faulted", reason: "timeout" })), 1);
    assert.match(printed.join(), /faulted: timeout/);
    assert.ok(!fs.existsSync(paths.failback));
  });

  it("failback waits until the node leads", async () => {
    assert.equal(await failback(paths, print, agent({ ...base, state: "standing-by" }, base)), 0);
  });

  it("status fails in JSON as well where no agent answers", async () => {
    const code = await showStatus(true, print, () => Promise.reject(new Error("ECONNREFUSED")));
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(printed[0]!), { error: "the agent does not answer: ECONNREFUSED" });
  });
});
