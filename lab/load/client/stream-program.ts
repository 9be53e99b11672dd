/** Entry of the stream that runs in the client; its argument is StreamOptions, its output StreamLines. */
import type { StreamLine, StreamOptions } from "../stream-protocol";
import { questionsOf } from "./questions";
import { runStream } from "./run-stream";

const options = JSON.parse(process.argv[2] ?? "") as StreamOptions;

const ofTarget = (target: number) => questionsOf(options.asks, `${options.run}-${target}`);

const stopped = new Promise<void>((resolve) => {
  const stop = () => resolve();
  process.stdin.on("data", (piece) => String(piece).includes("stop") && stop());
  process.stdin.on("end", stop);
  process.on("SIGTERM", stop);
  setTimeout(stop, options.maxSeconds * 1000).unref();
});
const write = (line: StreamLine) => process.stdout.write(`${JSON.stringify(line)}\n`);

runStream(options, ofTarget, write, stopped).then(
  () => process.stdin.destroy(),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
    process.stdin.destroy();
  },
);
