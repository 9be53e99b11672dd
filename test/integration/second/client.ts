import dgram from "node:dgram";
import { readFileSync, writeFileSync } from "node:fs";

/** How often this machine was told that a host or a port cannot be reached, over both families. */
function unreachableTold(): number {
  const rows = readFileSync("/proc/net/snmp", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("Icmp:"));
  const [names, values] = rows.map((row) => row.split(" "));
  const six = /^Icmp6InDestUnreachs\s+(\d+)/m.exec(readFileSync("/proc/net/snmp6", "utf8"));
  return Number(values![names!.indexOf("InDestUnreachs")]) + Number(six?.[1] ?? 0);
}

/**
 * Asks ADDRESS at a steady rate for some seconds, without waiting for answers, each time with another id. Prints the
 * counts as JSON: a query is `lost` if it has no answer two seconds after the last one was sent.
 *
 *   client ADDRESS SECONDS RATE PORT
 */
async function main([address, seconds, rate, port]: readonly string[]): Promise<void> {
  const total = Number(seconds) * Number(rate);
  const sentAt: number[] = [];
  const answers: { count: number; ms: number; rcode: number; from: number }[] = [];
  const socket = dgram.createSocket({
    type: address!.includes(":") ? "udp6" : "udp4",
    recvBufferSize: 1 << 20,
  });
  socket.on("message", (message) => {
    const id = message.readUInt16BE(0);
    const known = answers[id];
    if (known) known.count += 1;
    else
      answers[id] = {
        count: 1,
        ms: performance.now() - sentAt[id]!,
        rcode: message[3]! & 15,
        from: message.at(-1)!,
      };
  });
  socket.on("error", () => undefined); // They are counted as `unreachable`.
  const toldBefore = unreachableTold();
  await new Promise<void>((resolve) => socket.bind(Number(port), resolve));
  await new Promise<void>((resolve) => socket.connect(53, address, resolve));
  const from = performance.now();
  while (sentAt.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - from) * Number(rate)) / 1000));
    while (sentAt.length < due) {
      const id = sentAt.length;
      const header = Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
      sentAt.push(performance.now());
      if (id === 100) writeFileSync("/tmp/streaming", "");
      socket.send(Buffer.concat([header, Buffer.from([2, 112, 105, 4, 104, 111, 108, 101, 0, 0, 1, 0, 1])]));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  socket.close();
  const answered = answers.filter(Boolean);
  const by = (node: number) => answered.filter((answer) => answer.from === node).length;
  console.log(
    JSON.stringify({
      sent: total,
      lost: total - answered.length,
      longestMs: Math.round(Math.max(0, ...answered.map(({ ms }) => ms))),
      duplicates: answered.reduce((sum, { count }) => sum + count - 1, 0),
      bad: answered.filter(({ rcode }) => rcode !== 0).length,
      unreachable: unreachableTold() - toldBefore,
      by: [by(1), by(2), by(3)],
    }),
  );
}

void main(process.argv.slice(2));
