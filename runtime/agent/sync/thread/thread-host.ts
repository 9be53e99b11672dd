import { isMainThread, parentPort } from "node:worker_threads";
import { ChannelKeys } from "../../channel/channel-keys";
import { SyncWork } from "../work";
import type { FromThread, ThreadStart, ToThread } from "./thread-protocol";

/** Whether this is the sync thread of an agent, by what the thread was given. */
export const isSyncThread = (data: unknown): data is ThreadStart =>
  !isMainThread && (data as Partial<ThreadStart> | null)?.thread === "sync";

/** Runs sync's work in this thread, until it is told to stop. */
export function hostSync({ config, paths, keys, ports, origin, view }: ThreadStart): void {
  const port = parentPort!;
  const say = (message: FromThread, handedOver: ArrayBuffer[] = []): void =>
    port.postMessage(message, handedOver);
  const asked = new Map<number, AbortController>();
  const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  const work = new SyncWork({
    config,
    paths,
    ports,
    keys: new ChannelKeys(buffer(keys.current), keys.earlier && buffer(keys.earlier), keys.peers),
    view,
    now: () => performance.timeOrigin + performance.now() - origin,
    events: {
      progress: (progress) => say({ kind: "progress", progress }),
      published: (revision, aside) => say({ kind: "published", revision, aside }),
      restarted: () => say({ kind: "restarted" }),
      runEnded: () => say({ kind: "run-ended" }),
      log: (event, fields = {}) => say({ kind: "log", event, fields }),
    },
  });

  async function answer({ id, question }: Extract<ToThread, { kind: "ask" }>): Promise<void> {
    const gone = new AbortController();
    asked.set(id, gone);
    const { status, body } = await work.ask(question, gone.signal);
    asked.delete(id);
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    say({ kind: "answer", id, answer: { status, bytes } }, [bytes.buffer]);
  }

  function hear(message: ToThread): void {
    switch (message.kind) {
      case "view":
        return work.see(message.view);
      case "followed":
        work.see(message.view);
        return work.followed(message.leader);
      case "wake":
        return work.wake();
      case "distrust":
        return work.distrust();
      case "run-ended":
        return work.runEnded();
      case "ask":
        return void answer(message);
      case "gone":
        return asked.get(message.id)?.abort();
      case "stop":
        return void work.stop().then(() => say({ kind: "stopped" }));
    }
  }

  port.on("message", hear);
  work.start();
}
