import path from "node:path";
import { commands } from "./commands";
import { runLine } from "./frame/run";

const interrupted = new AbortController();
let endsItself = false;
process.on("SIGINT", () => {
  // The second time, whatever it waits for.
  const waits = endsItself && !interrupted.signal.aborted;
  interrupted.abort();
  if (!waits) process.exit(130);
});

const place = {
  root: path.join(__dirname, ".."),
  signal: interrupted.signal,
  onCommand: (command: { readonly endsItself?: boolean }) => (endsItself = command.endsItself ?? false),
};
const streams = {
  print: (text: string) => void process.stdout.write(text),
  complain: (text: string) => void process.stderr.write(text),
};
void runLine(commands, process.argv.slice(2), place, streams).then((code) => {
  process.exitCode = interrupted.signal.aborted ? 130 : code;
});
