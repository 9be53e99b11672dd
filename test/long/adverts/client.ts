import { execFile } from "node:child_process";
import dgram from "node:dgram";

/** New clients: a node that has just lost the address goes on to answer whoever knows its MAC. */
const forgetEveryMs = 100;

/**
 * Asks an address 100 times a second for some seconds, as one client or as ever `new` ones, which do not know its MAC
 * yet. Prints the longest time without an answer, in ms.
 */
async function main([address, seconds, who]: readonly string[]): Promise<void> {
  const from = performance.now();
  let answeredAt = from;
  let longestMs = 0;
  const heard = () => {
    longestMs = Math.max(longestMs, performance.now() - answeredAt);
    answeredAt = performance.now();
  };
  const socket = dgram.createSocket("udp4");
  socket.on("message", heard);
  socket.on("error", () => undefined); // Nobody is there for a moment.
  let id = 0;
  const timer = setInterval(() => {
    const header = Buffer.from([id >> 8, id++ & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    socket.send(
      Buffer.concat([header, Buffer.from([2, 112, 105, 4, 104, 111, 108, 101, 0, 0, 1, 0, 1])]),
      53,
      address,
    );
  }, 10);
  const forget = () => who === "new" && execFile("ip", ["neigh", "flush", "to", address!]);
  const forgetting = setInterval(forget, forgetEveryMs);
  await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
  clearInterval(timer);
  clearInterval(forgetting);
  heard();
  socket.close();
  console.log(Math.round(longestMs));
}

void main(process.argv.slice(2));
