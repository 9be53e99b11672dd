import { parseArgs } from "node:util";
import { ConfigError } from "../common/config-file";
import type { DataState, PeersSeen } from "../contract/data-state";
import { writing } from "./keeper/keeper-types";
import { able } from "./keeper/cluster-view";
import { noKeeper, readPeers, readDataState } from "./read-state";

/** Whether the data is with another node, or with none: whoever it was let go for has taken it up by then. */
const isReleased = ({ state, writable, released }: DataState): boolean =>
  !writing(state) && state !== "claiming" && !writable && released === null;

/** Why each peer cannot take the data now; undefined if one can. */
export function nobodyTakes(seen: PeersSeen | undefined): string | undefined {
  if (!seen) return "the agent does not tell of the peers";
  if (seen.peers.length === 0) return "there are no peers";
  const reasons = seen.peers.map(({ name, visible, data }) => {
    if (!visible) return `${name} is not seen`;
    if (!data) return `${name}'s data keeper does not answer`;
    if (data.state !== "replica" && data.state !== "waiting") return `${name} is ${data.state}`;
    if (able(data.roots)) return "";
    return `${name}: ${data.roots.find(({ trouble }) => trouble !== "")?.trouble ?? "has no datasets"}`;
  });
  return reasons.includes("") ? undefined : reasons.join("; ");
}

const pollMs = 500;
/** How long it may look as if no peer could take the data. */
const nobodyMs = 10_000;

/** `wait released`: exit code 0 when this host does not hold the data, else 1, with the reason. */
export async function waitReleased(
  args: readonly string[],
  paths: { readonly state: string; readonly peersSeen: readonly string[] },
  print: (text: string) => void,
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<number> {
  const options = { seconds: { type: "string", default: "120" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const seconds = Number(values.seconds);
  if (positionals.join() !== "released" || !(seconds >= 0))
    throw new ConfigError("usage: ha-dns data wait released [--seconds N]");
  let waited = 0;
  let without = 0;
  for (;;) {
    const state = readDataState(paths.state);
    if (state && isReleased(state)) return 0;
    const nobody = nobodyTakes(readPeers(paths.peersSeen));
    const isUnderWay = state !== undefined && (state.state === "handing-over" || state.released !== null);
    without = nobody !== undefined && !isUnderWay ? without + pollMs : 0;
    if (waited >= seconds * 1000 || without > nobodyMs) {
      print(whyNot(state, nobody));
      return 1;
    }
    await sleep(pollMs);
    waited += pollMs;
  }
}

function whyNot(state: DataState | undefined, nobody: string | undefined): string {
  if (!state) return noKeeper;
  if (state.released)
    return `${state.node} has let the data go for ${state.released.to}, which has not taken it up yet`;
  const told = state.reason ? `: ${state.reason}` : "";
  return `${state.node} has the data (${state.state}${told})${nobody === undefined ? "" : `, and no peer could take it: ${nobody}`}`;
}
