// client.js QPS ADDRESS...: asks each address until /tmp/asks is gone, and a second more; prints what became of it.
const dgram = require("node:dgram");
const fs = require("node:fs");
const [qps, ...addresses] = process.argv.slice(2);
const question = Buffer.from([2, 112, 105, 4, 104, 111, 108, 101, 0, 0, 1, 0, 1]);
const slowMs = 1000;

const streams = addresses.map((address) => {
  const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
  const stream = { address, socket, sentAt: [], answeredAt: [] };
  socket.on("message", (answer) => (stream.answeredAt[answer.readUInt16BE(0)] ??= performance.now()));
  socket.on("error", () => undefined); // Nobody is there for a moment.
  return stream;
});

function send() {
  for (const { address, socket, sentAt } of streams) {
    const id = sentAt.push(performance.now()) - 1;
    const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    socket.send(Buffer.concat([head, question]), 53, address, () => undefined);
  }
}

/** The longest time in which no query that was sent got an answer. */
function seen({ sentAt, answeredAt }) {
  let [lost, longest, since] = [0, 0, undefined];
  sentAt.forEach((at, id) => {
    if (answeredAt[id] === undefined) {
      lost++;
      since ??= at;
      longest = Math.max(longest, at - since);
    } else if (since !== undefined) {
      longest = Math.max(longest, at - since);
      since = undefined;
    }
  });
  return { sent: sentAt.length, lost, longestGapMs: Math.round(longest) };
}

fs.writeFileSync("/tmp/asks", "");
const start = performance.now();
let sent = 0;
const timer = setInterval(() => {
  for (; sent < ((performance.now() - start) * qps) / 1000; sent++) send();
  if (fs.existsSync("/tmp/asks")) return;
  clearInterval(timer);
  setTimeout(() => {
    console.log(JSON.stringify(streams.map(seen)));
    process.exit();
  }, slowMs);
}, 2);
