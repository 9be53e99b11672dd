import dgram from "node:dgram";
import http from "node:http";

/*
 * Pi-hole and Unbound as the agent sees them: DNS at port 53 of loopback and at Unbound's address, and a web server.
 * A process of its own, so that no load of the measuring one delays an answer. Any message from the parent makes all
 * of it fall silent, as a hung Pi-hole; the next one makes it answer again.
 */
const [unboundAddress = "", unboundPort = "", webPort = ""] = process.argv.slice(2);
let answers = true;
/** Log-ins that are waited for are the ones under way. */
let logIns = 0;
let mostUnderWay = 0;
let underWay = 0;

function dns(port: number, address: string): void {
  const socket = dgram.createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (query, from) => {
    if (!answers) return;
    const header = Buffer.from([query[0]!, query[1]!, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]);
    // The question alone: what the query adds behind it (EDNS) is no part of the answer.
    let end = 12;
    while (query[end] !== 0) end += query[end]! + 1;
    const question = query.subarray(12, end + 5);
    socket.send(Buffer.concat([header, question, address]), from.port, from.address);
  });
  socket.bind(port, address);
}

dns(53, "127.0.0.1");
dns(Number(unboundPort), unboundAddress);
http
  .createServer((request, response) => {
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    response.once("close", () => underWay--);
    if (request.method === "POST" && request.url === "/api/auth") logIns++;
    request.resume();
    // As slow as a real one on a small host that hashes a password.
    if (answers) setTimeout(() => response.end("{}"), 100);
  })
  .listen(Number(webPort), "127.0.0.1", () => process.send?.("ready"));

process.on("message", (word) => {
  if (word === "counts") return void process.send?.({ logIns, mostUnderWay });
  answers = word === "answer";
  process.send?.(answers ? "answers" : "silent");
});
process.on("disconnect", () => process.exit(0));
