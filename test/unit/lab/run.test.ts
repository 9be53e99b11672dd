import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Stream } from "../../../lab/load/stream";
import { type Drill, runDrill } from "../../../lab/run";
import type { Session } from "../../../lab/session";

/** A stream that was always answered, and counts how often it was stopped. */
class Answered {
  stops = 0;
  seen = () => ({ cleanForMs: () => 60_000, end: undefined, countsText: () => "" });
  stop = async () => ({ type: "end", lateness: {}, stops: ++this.stops });
}

interface Scene {
  readonly stream: Stream;
}

class Stage {
  readonly folder = mkdtempSync(path.join(tmpdir(), "ha-dns-run-"));
  readonly done: string[] = [];
  readonly notes: string[] = [];
  readonly abort = new AbortController();
  readonly stream = new Answered();
  /** What is wrong with the cluster at each look; nothing after the last one. */
  sick: string[][] = [];

  get session(): Session {
    const cluster = { nodes: [], folder: this.folder };
    return {
      cluster,
      note: (text: string) => void this.notes.push(text),
      signal: this.abort.signal,
      look: async () => ({}),
      faultsOf: () => this.sick.shift() ?? [],
    } as unknown as Session;
  }

  drill(parts: Partial<Drill<Scene, string, string>> = {}, isGood = true): Drill<Scene, string, string> {
    const doing = (what: string) => async () => void this.done.push(what);
    return {
      name: "test",
      load: async () => {
        this.done.push("load");
        return { stream: this.stream as unknown as Stream };
      },
      act: async () => {
        this.done.push("act");
        return "seen";
      },
      heal: doing("heal"),
      giveBack: doing("give back"),
      settle: async () => {
        this.done.push("settle");
        return [];
      },
      check: (_scene, seen) => ({ report: `${seen} and checked`, isGood, evidence: { "a.txt": "found" } }),
      end: doing("end"),
      evidenceSoFar: () => ({ "so-far.txt": "until then" }),
      ...parts,
    };
  }

  get evidence(): string[] {
    const folder = path.join(this.folder, "evidence");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".txt"))
      .map((file) => readFileSync(path.join(folder, file), "utf8"));
  }
}

const fails = async () => {
  throw new Error("it broke");
};

describe("the runner of drills", () => {
  let stage: Stage;
  beforeEach(() => void (stage = new Stage()));
  afterEach(() => rmSync(stage.folder, { recursive: true }));
  const run = (drill: Drill<Scene, string, string>) => runDrill(stage.session, drill);
  const keepsNothing = () => assert.throws(() => stage.evidence, /ENOENT/);

  it("takes a drill from a healthy cluster to a healthy cluster, and keeps nothing of a good one", async () => {
    assert.equal(await run(stage.drill()), "seen and checked");
    assert.deepEqual(stage.done, ["load", "act", "heal", "give back", "settle", "end"]);
    assert.ok(stage.stream.stops > 0);
    keepsNothing();
  });

  it("waits for a healthy cluster before it does anything", async () => {
    stage.sick = [["sick"], ["sick still"]];
    const drill = stage.drill({
      load: async () => {
        assert.deepEqual(stage.sick, []);
        return { stream: stage.stream as unknown as Stream };
      },
    });
    assert.equal(await run(drill), "seen and checked");
  });

  it("keeps evidence of a drill that is not good", async () => {
    assert.equal(await run(stage.drill({}, false)), "seen and checked");
    assert.deepEqual(stage.evidence, ["found"]);
  });

  it("heals, gives back and ends if the drill breaks off, and keeps what was seen so far", async () => {
    await assert.rejects(run(stage.drill({ act: fails })), /it broke/);
    assert.deepEqual(stage.done, ["load", "heal", "give back", "end"]);
    assert.ok(stage.stream.stops > 0);
    assert.deepEqual(stage.evidence, ["until then"]);
  });

  it("heals what the load has done, if the stream is not answered", async () => {
    const load = async () => {
      stage.abort.abort(new Error("interrupted")); // Instead of twenty seconds without an answer.
      return { stream: stage.stream as unknown as Stream };
    };
    await assert.rejects(run(stage.drill({ load })));
    assert.deepEqual(stage.done, ["heal", "give back", "end"]);
  });

  it("tells the first error, if healing fails as well", async () => {
    const heal = async () => {
      throw new Error("no healing either");
    };
    await assert.rejects(run(stage.drill({ act: fails, heal })), /it broke/);
    assert.deepEqual(stage.done, ["load", "give back", "end"]);
    assert.ok(stage.notes.some((note) => note.includes("no healing either")));
  });

  it("gives back also if healing fails", async () => {
    await assert.rejects(run(stage.drill({ heal: fails })), /it broke/);
    assert.deepEqual(
      stage.done.filter((each) => each === "give back"),
      ["give back"],
    );
  });

  it("keeps no evidence of an interrupt, and heals", async () => {
    const act = async () => {
      stage.abort.abort(new Error("interrupted"));
      throw new Error("it broke");
    };
    await assert.rejects(run(stage.drill({ act })));
    assert.deepEqual(stage.done, ["load", "heal", "give back", "end"]);
    keepsNothing();
  });

  it("hands on what is not healthy again, and when it was", async () => {
    let ending: { notWhole: readonly string[]; moments: { whole: number | null } } | undefined;
    const drill = stage.drill({
      settle: async () => ["the data lags"],
      check: (_scene, _seen, seen) => {
        ending = seen;
        return { report: "", isGood: true, evidence: {} };
      },
    });
    await run(drill);
    assert.deepEqual(ending?.notWhole, ["the data lags"]);
    assert.equal(ending?.moments.whole, null);
  });
});
