import type { DataConfig } from "../../contract/data-config";
import { files } from "../../contract/files";
import { RouterFence } from "../fence/fence";
import { withLock } from "../lock";
import { dataPaths as paths } from "../paths";
import { replicationOf } from "../replication/replication-of";
import { ComposeServices } from "../services/services";
import { Loop } from "./loop";
import { Watchdog } from "./watchdog";

/** Where the lock's holder is a run of cron's, it ends as soon as the data is on its way. */
const handOverLockSeconds = 30;

/** Keeps the data until SIGTERM or SIGINT. Resolves to the exit code. */
export async function run(config: DataConfig): Promise<number> {
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
  const places = { ...paths, dnsRole: files.role, peersSeen: files.peersSeen };
  const loop = new Loop(config, places, parts, log, (now) => watchdog.alive(now));
  const ended = new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve).once("SIGINT", resolve);
  });
  loop.start();
  await ended;
  loop.stop();
  return 0;
}
