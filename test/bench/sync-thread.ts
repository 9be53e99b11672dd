import { workerData } from "node:worker_threads";
import { hostSync, isSyncThread } from "../../runtime/agent/sync/thread/thread-host";

if (isSyncThread(workerData)) hostSync(workerData);
