import { spawn } from "node:child_process";
import { endGroup } from "../run-command";
import { withLock } from "../lock";
import { readDataState } from "../read-state";
import { whyNot } from "./serve-gate";
import { bootMs } from "../../common/boot-clock";
import { covers, grantFile } from "./grant";
import { lockWaitSeconds, type Receiver } from "./receiver";

/** Streams of a sender, and what it is told; sshd's own in earnest. */
export interface ReceiveStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly error: NodeJS.WritableStream;
}

export interface Receive {
  readonly dataset: string;
  readonly resumable: boolean;
  readonly stderrToStdout: boolean;
}

/** A sender that has lost its power says nothing any more; one that reads a large dataset is silent for a while. */
const silenceMs = 120_000;
const lookMs = 500;

/**
 * Receives a stream into a dataset, never by force. Ends it as soon as this node's copy is about to become the working
 * one, since that waits for the lock. Resolves to the exit code.
 */
export async function receive(
  host: Receiver,
  peer: string,
  what: Receive,
  streams: ReceiveStreams,
): Promise<number> {
  const { paths, branches } = host;
  const say = what.stderrToStdout ? streams.output : streams.error;
  return withLock(paths.lock, lockWaitSeconds, async (lost) => {
    const closed = whyNot(readDataState(paths.state));
    const refused =
      closed !== "" ? closed : covers(grantFile(paths.grant).load(), peer, bootMs()) ? "" : `prepare first`;
    if (refused !== "") {
      say.write(`refused: ${refused}\n`);
      return 1;
    }
    const options = [...(what.resumable ? ["-s"] : []), ...(await branches.receiveOptions(what.dataset))];
    const code = await new Promise<number>((resolve, reject) => {
      // -u: it is mounted when all of it is there, and has its properties.
      const args = ["receive", "-u", ...options, what.dataset];
      const child = spawn("zfs", args, { detached: true, stdio: ["pipe", "pipe", "pipe"] });
      const end = (why: string) => {
        say.write(`ended: ${why}\n`);
        endGroup(child);
      };
      let heardAt = Date.now();
      const watch = setInterval(() => {
        const why = whyNot(readDataState(paths.state));
        if (why !== "") end(why);
        else if (Date.now() - heardAt > silenceMs) end(`nothing came for ${silenceMs / 1000} s`);
      }, lookMs);
      lost.addEventListener("abort", () => end("the lock was lost"), { once: true });
      streams.input.on("data", () => (heardAt = Date.now()));
      streams.input.pipe(child.stdin);
      child.stdin.on("error", () => undefined); // zfs may end without reading all.
      child.stdout.on("data", (piece: Buffer) => streams.output.write(piece));
      child.stderr.on("data", (piece: Buffer) => say.write(piece));
      child.on("error", (error) => {
        clearInterval(watch);
        reject(error);
      });
      child.on("close", (code) => {
        clearInterval(watch);
        resolve(code ?? 1);
      });
    });
    await branches.dropReceived(what.dataset);
    return code;
  });
}
