import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { covers, grantFile } from "../../../runtime/data/serve/grant";
import { confirmSchema, prepareSchema } from "../../../runtime/data/serve/messages";
import { altered, explore, oddJson, oddText, type Target } from "../explore";

const now = 1_800_000_000_000;
const grant = { peer: "pi2", epoch: 3, untilBootMs: now + 1_000 };
const message = {
  epoch: 3,
  roots: [
    { name: "tank", datasets: [{ name: "tank/a", snapshots: [{ name: "s", guid: "1", createdAt: 1 }] }] },
  ],
};
const time = fc.constantFrom(0, 1, now - 1, now, now + 1, now * 2, Number.MAX_SAFE_INTEGER);
const text = fc.oneof(
  oddText(),
  fc
    .oneof(altered(grant), fc.record({ peer: fc.constantFrom("pi2", "pi3"), epoch: time, untilBootMs: time }))
    .map((value) => JSON.stringify(value)),
);

export const grants: Target = {
  about: "the file that lets a peer send, and what a peer says before and after it",
  run: async (limits) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "fuzz-grants-"));
    const file = path.join(folder, "grant.json");
    try {
      return await explore(
        fc.property(fc.tuple(text, fc.oneof(oddJson(), altered(message))), ([content, said]) => {
          writeFileSync(file, content);
          const loaded = grantFile(file).load();
          for (const peer of ["pi2", "pi3", "", "__proto__"]) {
            if (!covers(loaded, peer, now)) continue;
            assert.equal(loaded?.peer, peer);
            assert.ok(Number.isSafeInteger(loaded.epoch) && loaded.epoch >= 0);
            assert.ok(now < loaded.untilBootMs);
          }
          const { data } = prepareSchema.safeParse(said);
          if (data) assert.ok(Number.isSafeInteger(data.epoch));
          confirmSchema.safeParse(said);
        }),
        limits,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
