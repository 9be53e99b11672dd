import path from "node:path";
import { adopt } from "../../../runtime/agent/cli/sync/sync-adopt";
import { wholeBody } from "../../../runtime/agent/http/http-ask";
import { exportState } from "../../../runtime/agent/cli/sync/sync-export";
import { PiholeClient } from "../../../runtime/agent/pihole/pihole-client";
import { longestFound } from "../../../runtime/contract/adoption";
import { status } from "../../../runtime/agent/snapshot";
import { FolderWatch } from "../../../runtime/agent/sync/leader/folder-watch";
import { GravityRecord } from "../../../runtime/agent/sync/follower/gravity-record";
import { KeptStates } from "../../../runtime/agent/sync/apply/kept-states";
import { OwnPihole } from "../../../runtime/agent/sync/apply/own-pihole";
import { restoreState, type KeptElsewhere } from "../../../runtime/agent/sync/apply/restore-state";
import { undisturbed } from "../../unit/runtime/agent/sync/fake-own";
import { leading } from "../../unit/runtime/agent/sample";

/*
 * What `ha-dns WORDS` does in the agent's container of a node that leads, with the stand-in Pi-hole of the folder and
 * port that come first. The agent itself is not there: the command does its part as well.
 */

const [folder = "", port = "", ...words] = process.argv.slice(2);
const never = new AbortController().signal;
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const says = status(leading);

const nothing = (): void => undefined;
const watch = new FolderWatch(folder, nothing, nothing);
const wayIn = { password: () => "", totpSecret: () => "" };
const pihole = new PiholeClient(Number(port), wayIn, { load: () => "", save: nothing });
const record = new GravityRecord(path.join(folder, "gravity.json"), "pi1");
const own = new OwnPihole(pihole, watch, record, {
  settingsFile: () => "",
  refused: () => ({}),
  except: () => [],
  timer: { look: () => Promise.resolve(false) },
});
const kept = new KeptStates(path.join(folder, "states"), "pi1", 30);
const parts = {
  pihole,
  own,
  folder: watch,
  record,
  kept,
  ...undisturbed(),
  restartForbidden: () => "this node leads",
  follows: () => false,
  log: nothing,
};
const agents = {
  own: async () => ({ node: "pi1", ...(await own.read(never)) }),
  restore: async (state: KeptElsewhere) => ({ node: "pi1", words: await restoreState(parts, state, never) }),
};

async function main(): Promise<number> {
  switch (words.slice(0, 2).join(" ")) {
    case "status --json":
      print(JSON.stringify(says));
      return 0;
    case "sync export":
      return exportState(agents, print);
    case "sync adopt": {
      const options = { dryRun: words.includes("--dry-run"), removalShare: 0.3 };
      return adopt(
        agents,
        () => Promise.resolve(says),
        options,
        () => wholeBody(process.stdin, longestFound),
        print,
      );
    }
    default:
      throw new Error(`no such command: ${words.join(" ")}`);
  }
}

void main().then((code) => process.exit(code));
