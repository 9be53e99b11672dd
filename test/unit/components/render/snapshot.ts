import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Compares with the file of that name; UPDATE_SNAPSHOTS=1 writes it. */
export function matchesSnapshot(name: string, text: string): void {
  const file = path.join(__dirname, "snapshots", name);
  if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(file, text);
  assert.ok(existsSync(file), `no snapshot ${name}: make it with UPDATE_SNAPSHOTS=1 npm run check`);
  assert.equal(text, readFileSync(file, "utf8"));
}
