import dgram from "node:dgram";
import type { DnsQuestion } from "../stream-protocol";
import { encodeQuery, faultOf } from "./wire";

/** Asks `address`:`port` once. Undefined when the answer is right; else what is wrong with it, after `deadlineMs` at most. */
export function ask(
  address: string,
  port: number,
  question: DnsQuestion,
  deadlineMs: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
    const done = (why: string | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(why);
    };
    const timer = setTimeout(() => done(`no answer within ${deadlineMs} ms`), deadlineMs);
    const query = encodeQuery(process.pid & 0xffff, question.name);
    socket.on("error", (error) => done(error.message));
    socket.on("message", (message) => done(faultOf(message, query, question.address)));
    socket.connect(port, address, () => socket.send(query));
  });
}
