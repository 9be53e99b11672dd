import { programFolder } from "../components/program-version";
import { commands } from "./commands";
import { projectFolder } from "./frame/project";
import { runLine } from "./frame/run-line";
import { forTerminal } from "../runtime/contract/for-terminal";

const interrupted = new AbortController();
let endsItself = false;
process.on("SIGINT", () => {
  // The second time, whatever it waits for.
  const waits = endsItself && !interrupted.signal.aborted;
  interrupted.abort();
  if (!waits) process.exit(130);
});

const place = {
  root: projectFolder(programFolder, process.cwd()),
  signal: interrupted.signal,
  onCommand: (command: { readonly endsItself?: boolean }) => (endsItself = command.endsItself ?? false),
};
/** Some of it comes from others: names in an archive, and what a Pi-hole or a device calls itself. */
const streams = {
  print: (text: string) => void process.stdout.write(forTerminal(text)),
  complain: (text: string) => void process.stderr.write(forTerminal(text)),
};
void runLine(commands, process.argv.slice(2), place, streams).then((code) => {
  process.exitCode = interrupted.signal.aborted ? 130 : code;
});
