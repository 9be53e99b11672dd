import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { renderSyncExcept } from "../../../../../../components/render/sync-except";
import { syncExceptOf } from "../../../../../../runtime/agent/sync/model/except";
import { plan } from "../../../../../../runtime/agent/sync/plan/sync-plan";
import { StandIn } from "../stand-in";

const never = new AbortController().signal;

describe("settings that do not follow the leader", () => {
  it("are read again when the deployment has replaced their file", () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "except-")), "sync-except.json");
    const replace = (text: string): void => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    const settings = syncExceptOf({ syncExcept: file });
    assert.deepEqual(settings(), []);
    replace(renderSyncExcept(["dns.hosts", "dns.blockTTL", "dns.hosts"]));
    assert.deepEqual(settings(), ["dns.blockTTL", "dns.hosts"]);
    replace("[");
    assert.deepEqual(settings(), []);
    replace(renderSyncExcept(["dns.hosts"]));
    assert.deepEqual(settings(), ["dns.hosts"]);
    rmSync(file);
    assert.deepEqual(settings(), []);
  });

  for (const leader of [[], ["dns.blockTTL"]])
    for (const follower of [[], ["dns.blockTTL"]])
      it(`stay as they are on each node if ${leader.length + follower.length} of two know of it`, async () => {
        const [one, two] = [await new StandIn("pi1").start(), await new StandIn("pi2").start()];
        try {
          const { pihole } = one.parts();
          const body = { config: { dns: { blockTTL: 77, hosts: ["10.0.0.1 nas"] } } };
          await pihole.ask({ method: "PATCH", path: "/api/config", body });
          [one.except, two.except] = [leader, follower];
          const [theirs, ours] = [await one.parts().own.read(never), await two.parts().own.read(never)];
          const values = plan(theirs.state, ours.state, ours.traits).flatMap((step) =>
            step.kind === "settings" ? [step.values] : [],
          );
          const all = leader.length + follower.length === 0;
          assert.deepEqual(Object.assign({}, ...values), {
            "dns.hosts": ["10.0.0.1 nas"],
            ...(all ? { "dns.blockTTL": 77 } : {}),
          });
        } finally {
          one.stop();
          two.stop();
        }
      });
});
