import dgram from "node:dgram";
import { existsSync, readFileSync } from "node:fs";
import { replaceFile } from "../../../runtime/common/text-file";
import { files } from "../../../runtime/contract/files";

/** What the test asks of the server while it runs: a share of answers that come late, and an rcode instead of an answer. */
interface Behavior {
  readonly lateShare: number;
  readonly lateMs: number;
  readonly rcode: number;
}

export const behaviorFile = "/run/behavior.json";

/**
 * A DNS server in Pi-hole's place. Each answer's last byte is the node's number. It counts queries in /run/asked, and
 * reads its behavior again at SIGHUP.
 */
function serveDns(node: number): void {
  let behavior: Behavior = { lateShare: 0, lateMs: 0, rcode: 0 };
  let asked = 0;
  const read = () => {
    try {
      behavior = JSON.parse(readFileSync(behaviorFile, "utf8")) as Behavior;
    } catch {
      // None was given yet.
    }
  };
  read();
  process.on("SIGHUP", read);
  setInterval(() => replaceFile("/run/asked", `${asked}\n`), 50);
  const answer = (socket: dgram.Socket) => (query: Buffer, from: dgram.RemoteInfo) => {
    asked += 1;
    const { lateShare, lateMs, rcode } = behavior;
    const header = Buffer.from([query[0]!, query[1]!, 0x85, 0x80 | rcode, 0, 1, 0, 1, 0, 0, 0, 0]);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 10, 0, 0, node]);
    const send = () =>
      socket.send(Buffer.concat([header, query.subarray(12), record]), from.port, from.address);
    if (Math.random() < lateShare) setTimeout(send, lateMs);
    else send();
  };
  for (const address of process.argv.slice(4)) {
    const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
    socket.on("message", answer(socket));
    bindAt(socket, address);
  }
}

/** Binds as soon as the host has the address. */
function bindAt(socket: dgram.Socket, address: string): void {
  socket.once("error", () => setTimeout(() => bindAt(socket, address), 50));
  socket.bind(53, address);
}

/** In the agent's place: says that the node is healthy and, until the test stops it, that the agent is alive. */
function tell(): void {
  const refresh = () => existsSync("/run/agent-stopped") || replaceFile(files.role, "follower");
  refresh();
  replaceFile(files.health, "0\n");
  setInterval(refresh, 1000);
}

if (process.argv[2] === "dns") serveDns(Number(process.argv[3]));
if (process.argv[2] === "agent") tell();
