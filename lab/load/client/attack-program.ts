/** Entry of an attack on the doors of a node; its argument is DoorsAttack. It goes on until it is ended. */
import net from "node:net";
import type { DoorsAttack, DoorsAttackName } from "../attack-protocol";

const { mode, target, from } = JSON.parse(process.argv[2] ?? "") as DoorsAttack;
const head = (line: string, ...more: readonly string[]): string =>
  [line, "Host: pi.hole", ...more, "", ""].join("\r\n");

interface Attack {
  readonly connections: number;
  readonly port: number;
  /** Called with each new connection. */
  readonly act: (socket: net.Socket) => void;
}

const flood =
  (text: string) =>
  (socket: net.Socket): void => {
    let answered = 0;
    socket.write(text);
    socket.on("data", (data) => {
      answered += data.length;
      if (answered < 60_000) return;
      answered = 0;
      socket.write(text);
    });
  };

const slowly = (socket: net.Socket): void => {
  const timer = setInterval(() => socket.write("x"), 2_000);
  socket.once("close", () => clearInterval(timer));
  socket.write(head("POST /api/auth HTTP/1.1", "Content-Type: application/json", "Content-Length: 60000"));
};

/** People who look: each has a page open, and one of them loads it anew ten times a second. */
const readers = { open: 16, reloadMs: 100 };
let came = 0;
const read = (socket: net.Socket): void => {
  socket.resume();
  if (came++ % (readers.open + 1) < readers.open) {
    socket.write(head("GET /ha-dns/events HTTP/1.1"));
    return;
  }
  const timer = setInterval(() => socket.write(head("GET /ha-dns/ HTTP/1.1")), readers.reloadMs);
  socket.once("close", () => clearInterval(timer));
};

const attacks: Readonly<Record<DoorsAttackName, Attack>> = {
  "pipelining at the status": {
    connections: 60,
    port: 8953,
    act: flood(head("GET /metrics HTTP/1.1").repeat(40)),
  },
  "pipelining at the page": {
    connections: 60,
    port: 80,
    act: flood(head("GET /admin HTTP/1.1", `X: ${"a".repeat(15_500)}`).repeat(999)),
  },
  "slow bodies": { connections: 60, port: 80, act: slowly },
  "open pages": { connections: readers.open + 1, port: 80, act: read },
  "half log-ins": { connections: 250, port: 80, act: slowly },
};

const { connections, port, act } = attacks[mode];
/** A host that refuses is asked again after this; tighter, and the attacker's own processor is what is measured. */
const againMs = 20;

/** A connection that is ended is made anew at once, as an attacker does. */
function connect(number: number): void {
  const socket = net.connect({ port, host: target, localAddress: from[number % from.length] });
  socket.on("connect", () => act(socket));
  socket.on("error", () => undefined);
  socket.once("close", () => setTimeout(() => connect(number), againMs));
}
for (let i = 0; i < connections; i++) connect(i);
