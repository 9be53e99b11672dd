/** Entry of the collector that runs in the client: takes the journal's acknowledgements, and writes CollectorLines. */
import { createSocket } from "node:dgram";
import { monotonicMs } from "../../clock";
import { type Ack, type CollectorLine, collectorPort } from "../journal-protocol";

const everyMs = 200;
let acks: Ack[] = [];

const socket = createSocket("udp4");
socket.on("message", (text) => acks.push(JSON.parse(String(text)) as Ack));
socket.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
socket.bind(collectorPort, () => {
  socket.setRecvBufferSize(4 * 1024 * 1024);
  tell();
  setInterval(tell, everyMs);
});

function tell(): void {
  const line: CollectorLine = { at: monotonicMs(), acks };
  acks = [];
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const stop = () => {
  tell();
  // Nothing more is taken: what is written has to be out first.
  process.stdout.write("", () => process.exit(0));
};
process.stdin.on("end", stop).resume();
process.on("SIGTERM", stop);
