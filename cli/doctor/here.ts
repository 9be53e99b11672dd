import { connect } from "node:net";
import DNS, { Packet } from "dns2";
import { dnsQuery } from "../dns-query";
import { bogusName, type DnsAnswer } from "./doctor-view";

const timeoutMs = 4_000;

/** Asks addresses for a name by UDP and by TCP, and for one whose signature is wrong by UDP; from this machine. */
export function askFromHere(addresses: readonly string[], name: string): Promise<DnsAnswer[]> {
  const questions = addresses.flatMap((address) => [
    ask(address, "udp", name),
    ask(address, "tcp", name),
    ask(address, "udp", bogusName),
  ]);
  return Promise.all(questions);
}

async function ask(address: string, transport: "udp" | "tcp", name: string): Promise<DnsAnswer> {
  try {
    const reply =
      transport === "udp"
        ? await DNS.UDPClient({ dns: address, timeout: timeoutMs, retryOverTCP: false })(name)
        : await askByTcp(address, name);
    // A truncated answer over UDP is one.
    const truncated = reply.header.tc ? 1 : 0;
    return { address, transport, name, code: reply.header.rcode, answers: reply.answers.length + truncated };
  } catch {
    return { address, transport, name, code: undefined, answers: 0 };
  }
}

/** dns2's own client leaves its connection open if nothing comes, which would keep this program from ending. */
function askByTcp(address: string, name: string): Promise<Packet> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 53, signal: AbortSignal.timeout(timeoutMs) });
    const pieces: Buffer[] = [];
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
    socket.once("connect", () => {
      const message = dnsQuery(Packet.uuid(), name);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
    });
    socket.on("data", (piece: Buffer) => {
      pieces.push(piece);
      const all = Buffer.concat(pieces);
      if (all.length < 2 || all.length < 2 + all.readUInt16BE(0)) return;
      resolve(Packet.parse(all.subarray(2)));
      socket.destroy();
    });
  });
}
