import { parseArgs } from "node:util";
import { replaceFile } from "../common/text-file";
import type { DataConfig } from "../contract/data-config";
import { rulesOf } from "./keeper/keeper-rules";
import type { DataPaths } from "./data-paths";
import { noKeeper, readDataState } from "./read-state";
import { dataStatusText, statusOf } from "./data-status";

type Print = (text: string) => void;

/** Prints what the keeper knows. Exit code 0 if all is well, 1 if a person should look. */
export function showDataStatus(
  args: readonly string[],
  config: DataConfig,
  paths: DataPaths,
  print: Print,
): number {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean", default: false } } });
  const now = Date.now();
  const state = readDataState(paths.state, now);
  if (!state) {
    print(values.json ? JSON.stringify({ error: noKeeper }) : noKeeper);
    return 1;
  }
  const status = statusOf(state, now, rulesOf(config));
  print(values.json ? JSON.stringify(status) : dataStatusText(status, now));
  return status.alerts.length === 0 ? 0 : 1;
}

const takeHelp = `usage: ha-dns data take
  Brings the data to this node. The node that has it hands it over, and nothing is lost. Where that node cannot be
  seen, this one takes over what copy it has, however old, when the router says that it may.
  Without a fenceAddress nothing but your word tells that the other nodes do not write: they must be off.`;

const takeMs = 120_000;
const pollMs = 500;

/** Tells the keeper, and waits until this node holds the data. Resolves to the exit code. */
export async function take(
  args: readonly string[],
  config: DataConfig,
  paths: DataPaths,
  print: Print,
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { help: { type: "boolean", default: false } } });
  if (values.help) {
    print(takeHelp);
    return 0;
  }
  const before = readDataState(paths.state);
  if (!before) {
    print(`take: ${noKeeper}`);
    return 1;
  }
  if (before.state === "holder") {
    print(`take: ${config.node} has the data already`);
    return 0;
  }
  if (config.fenceAddress === "" && config.peers.length > 0) {
    const names = config.peers.map(({ name }) => name).join(", ");
    print(`take: there is no fenceAddress: unless they hand over, ${names} must be off, or both would write`);
  }
  replaceFile(paths.take, "take\n");
  let said = "";
  for (const end = performance.now() + takeMs; performance.now() < end; await sleep(pollMs)) {
    const state = readDataState(paths.state);
    const words = state ? `${state.state}${state.reason ? `: ${state.reason}` : ""}` : noKeeper;
    if (words !== said) print(`take: ${words}`);
    said = words;
    if (state?.state === "holder") return 0;
  }
  print(`take: not so within ${takeMs / 1000} s; the keeper goes on trying for a while`);
  return 1;
}
