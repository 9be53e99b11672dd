import "./temporary-folder";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import Mocha from "mocha";
import { run } from "../lab/shell";

/*
 * Runs the checks and the tests, and counts them. `check` leaves out what needs Docker; `long` runs what takes long,
 * and `data` what needs a lab with datasets.
 * The last line is "N passed, N failed"; the exit code is 0 only where nothing failed and something passed.
 */

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const root = path.join(__dirname, "..");
/** Formats and types are remembered, which is safe: both look at what a file holds, and at what it depends on. */
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ["format", "prettier", ["--check", "--log-level", "warn", "--cache", "--cache-strategy", "content", "."]],
  ["lint", "eslint", ["."]],
  ["layers", "depcruise", ["index.ts", "cli", "components", "providers", "runtime", "lab", "test"]],
  ["types", "tsc", ["--noEmit", "-p", ".", "--incremental", "--tsBuildInfoFile", "node_modules/.cache/tsc"]],
];
/** A suite is a folder of tests. */
const unit = "test/unit";
const standIns = "lab/standins/test/unit";
const suites: Readonly<Record<string, readonly string[]>> = {
  check: [unit],
  all: [unit, standIns, "lab/standins/test/integration", "test/integration", "test/lab"],
  long: ["test/long"],
  data: ["test/data"],
};

async function runCheck(name: string, command: string, args: readonly string[]): Promise<Count> {
  const from = Date.now();
  const result = await run(command, args, { cwd: root });
  const verdict = result.code === 0 ? "passed" : "FAILED";
  process.stdout.write(`${name}: ${verdict}, ${((Date.now() - from) / 1000).toFixed(1)} s\n`);
  if (result.code !== 0) process.stdout.write(`${result.stdout}${result.stderr}\n`);
  return result.code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function testFiles(suite: string): string[] {
  const folder = path.join(root, suite);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => path.join(folder, file));
}

function runMocha(suite: string): Promise<Count> {
  process.stdout.write(`\n${suite}\n`);
  const mocha = new Mocha(
    suite === unit || suite === standIns
      ? { timeout: 10_000, parallel: true, jobs: availableParallelism() }
      : { timeout: 600_000, bail: suite === "test/lab" },
  );
  testFiles(suite).forEach((file) => mocha.addFile(file));
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const stats = runner.stats;
      resolve({ passed: stats?.passes ?? 0, failed: stats?.failures ?? 1 });
    });
  });
}

async function main(): Promise<Count> {
  if (process.env.CI && process.env.UPDATE_SNAPSHOTS)
    throw new Error("UPDATE_SNAPSHOTS is set in CI, where it would make every snapshot right. Unset it.");
  const counts: Count[] = [];
  const which = process.argv[2] ?? "all";
  counts.push(...(await Promise.all(checks.map(([name, command, args]) => runCheck(name, command, args)))));
  for (const suite of suites[which] ?? []) counts.push(await runMocha(suite));
  return counts.reduce((sum, count) => ({
    passed: sum.passed + count.passed,
    failed: sum.failed + count.failed,
  }));
}

main().then(
  ({ passed, failed }) => {
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    process.exit(failed === 0 && passed > 0 ? 0 : 1);
  },
  (error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n\n0 passed, 1 failed\n`);
    process.exit(1);
  },
);
