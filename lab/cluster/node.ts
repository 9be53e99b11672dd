import { must, type Result, run } from "../shell";
import type { DrillNode } from "./cluster";
import { enter } from "./reach";

/** Milliseconds that a command in a node may take: a hung engine must show as an error, not as a drill that hangs. */
const timeoutMs = 30_000;

/** Runs a command in a node, as root on its host. Throws if it fails. */
export function inNode(node: DrillNode, ...command: readonly string[]): Promise<string> {
  const [program, ...args] = enter(node, command);
  return must(program, args, { timeoutMs });
}

/** The same, where a failure is an answer. */
export function tryInNode(node: DrillNode, ...command: readonly string[]): Promise<Result> {
  const [program, ...args] = enter(node, command);
  return run(program, args, { timeoutMs });
}

/** Runs a script in a node: the command reads it from stdin. Throws if it fails. */
export function scriptInNode(
  node: DrillNode,
  script: string,
  ...command: readonly string[]
): Promise<string> {
  const [program, ...args] = enter(node, command);
  return must(program, args, { timeoutMs, stdin: script });
}

/** The processes of one of the node's containers, as pids of the node's host; empty if it does not run. */
export async function pidsOf(node: DrillNode, container: string): Promise<number[]> {
  const top = await tryInNode(node, "docker", "top", container, "-eo", "pid");
  if (top.code !== 0) return [];
  return top.stdout
    .split("\n")
    .slice(1)
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Sends a signal to processes of the node; those that are gone by now are passed over. */
export async function signal(
  node: DrillNode,
  name: "KILL" | "STOP" | "CONT",
  pids: readonly number[],
): Promise<void> {
  const result = await tryInNode(node, "sh", "-c", `kill -${name} ${pids.join(" ")}`);
  if (result.code !== 0 && !result.stderr.includes("No such process"))
    throw new Error(`${node.name}: kill -${name} ${pids.join(" ")}: ${result.stderr.trim()}`);
}

/** The states of processes of the node, as in ps(1): `T` is stopped. Processes that are gone are left out. */
export async function states(node: DrillNode, pids: readonly number[]): Promise<string[]> {
  const ps = await tryInNode(node, "ps", "-o", "stat=", "-p", pids.join(","));
  return ps.stdout
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
