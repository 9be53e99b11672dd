import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { DataConfig } from "../../contract/data-config";
import { runCommand } from "../run-command";
import { RouterFence } from "../fence/fence";
import { withLock } from "../lock";
import { agentTells, dataPaths as paths } from "../data-paths";
import { replicationOf } from "../replication/replication-of";
import { ComposeServices } from "../services/compose-services";
import { Keeper } from "./keeper";
import { Watchdog } from "./watchdog";

/** At most, where the host goes down; systemd waits somewhat longer. */
const leaveMs = 70_000;
/** Where the lock's holder is a run of cron's, it ends as soon as the data is on its way. */
const handOverLockSeconds = 30;

/** Whether systemd has the whole host go down, and not this keeper alone. */
async function hostGoesDown(): Promise<boolean> {
  const asked = runCommand("systemctl", ["is-system-running"], { deadlineMs: 5_000 });
  return asked.then(
    ({ stdout }) => stdout.trim() === "stopping",
    () => false,
  );
}

/** Keeps the data until SIGTERM or SIGINT; if the host goes down, lets it go first. Resolves to the exit code. */
export async function runKeeper(config: DataConfig): Promise<number> {
  const { log, volumes, replicator } = replicationOf(config, handOverLockSeconds);
  const watchdog = new Watchdog(process.env, log);
  // Beside the loop: a keeper that comes back has a lease to judge.
  const repaired = withLock(paths.lock, handOverLockSeconds, () => volumes.repair()).catch((error: Error) =>
    log("repair.failed", { error: error.message }),
  );
  const parts = {
    repaired,
    volumes,
    replicator,
    services: new ComposeServices(config.services),
    fence: new RouterFence(config),
  };
  const places = { ...paths, ...agentTells };
  const loop = new Keeper(config, places, parts, log, (now) => watchdog.alive(now));
  const told = () => Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const ended = told();
  loop.start();
  await ended;
  const toldAgain = told();
  if (await hostGoesDown()) await Promise.race([loop.leave(), toldAgain, sleep(leaveMs)]);
  loop.stop();
  return 0;
}
