import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/*
 * One temporary folder for all that a run of tests and the processes that it starts make in one. It is removed when
 * the run ends. Each way to run tests loads this file first: test/run.ts, and Mocha by .mocharc.json.
 */

const marker = "HA_DNS_TEST_FOLDER";

if (process.env[marker] === undefined) {
  const outside = tmpdir();
  const folder = mkdtempSync(path.join(outside, "ha-dns-test-"));
  // What tsx has compiled stays for the next run.
  const cache = `tsx-${process.geteuid?.() ?? ""}`;
  symlinkSync(path.join(outside, cache), path.join(folder, cache));
  process.env[marker] = folder;
  process.env.TMPDIR = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}
