/**
 * Entry of the program that uses Pi-hole's API from the client: Requests come as lines on stdin, Replies go as lines to
 * stdout. It ends with its stdin, and gives its sessions back then.
 */
import readline from "node:readline";
import type { Operation, Operations, Reply, Request } from "../pihole-protocol";
import { PiholeApi } from "./pihole-api";
import { makeChange, readState, untilEqual } from "./pihole-work";
import { errorText } from "../../../runtime/contract/error-text";

let api = new PiholeApi("");

const work: { [K in Operation]: (input: Operations[K]["input"]) => Promise<Operations[K]["output"]> } = {
  open: ({ password }) => {
    api = new PiholeApi(password);
    return Promise.resolve(null);
  },
  ask: (question) => api.ask(question),
  state: ({ address }) => readState(api, address),
  change: (input) => makeChange(api, input),
  equal: (input) => untilEqual(api, input),
};

const perform = <K extends Operation>({ operation, input }: Request<K>) => work[operation](input);
const reply = (line: Reply) => process.stdout.write(`${JSON.stringify(line)}\n`);

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const request = JSON.parse(line) as Request;
  perform(request).then(
    (output) => reply({ id: request.id, output }),
    (error: unknown) => reply({ id: request.id, error: errorText(error) }),
  );
});
lines.on("close", () => {
  const end = () => process.exit();
  api.leave().then(end, end);
});
