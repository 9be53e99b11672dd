import { Packet } from "dns2";

/** A recursive query for the IPv4 addresses of a name, as its bytes. */
export function dnsQuery(id: number, name: string): Buffer {
  const packet = new Packet();
  packet.header.id = id;
  packet.header.rd = 1;
  packet.questions.push({ name, type: Packet.TYPE.A, class: Packet.CLASS.IN } as Packet["questions"][number]);
  return packet.toBuffer();
}
