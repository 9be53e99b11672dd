import dgram from "node:dgram";
import { readFileSync } from "node:fs";
import { NodeAgent } from "../../../runtime/agent/node-agent";
import { ChannelClient } from "../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../../runtime/agent/channel/channel-server";
import { jsonLog } from "../../../runtime/common/log";
import { pathsUnder } from "../../../runtime/agent/agent-paths";
import { askOverChannel } from "../../../runtime/agent/peers/ask-peer";
import { report } from "../../../runtime/agent/peers/own-report";
import { SharedFiles } from "../../../runtime/agent/shared-files";
import { replaceFile } from "../../../runtime/common/text-file";
import { status } from "../../../runtime/agent/snapshot";
import { agentConfigSchema } from "../../../runtime/contract/agent-config";
import { channelPort, files } from "../../../runtime/contract/files";

/** Answers every question with this node's address; from the address that was asked, once the host has it. */
function serveDns(at: string, address: string): void {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, from) => {
    const header = Buffer.from([query[0]!, query[1]!, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
    socket.send(Buffer.concat([header, query.subarray(12), answer]), from.port, from.address);
  });
  socket.once("error", () => setTimeout(() => serveDns(at, address), 50));
  socket.bind(53, at);
}

/** The agent as it is in a pod, or a DNS server in Pi-hole's and Unbound's place. */
async function main(role: string | undefined): Promise<void> {
  const file = agentConfigSchema.parse(JSON.parse(readFileSync(files.agentConfig, "utf8")));
  const peers = file.peers.map((peer) => ({ ...peer, unboundAddress: peer.podAddress }));
  const config = { ...file, peers, unboundAddress: file.podAddress };
  if (role === "dns") {
    for (const at of ["127.0.0.1", config.podAddress, config.vip]) serveDns(at, config.podAddress);
    return;
  }
  const paths = pathsUnder();
  const keys = new ChannelKeys(Buffer.alloc(32, "the test"));
  const client = new ChannelClient(keys, config.node, channelPort, { keepAlive: true });
  const agent = new NodeAgent(
    config,
    new SharedFiles(paths),
    jsonLog(config.node),
    undefined,
    askOverChannel(client),
    { dns: 53, unbound: 53, web: 8080 },
  );
  const none = { localZone: undefined, publicName: undefined, dhcp: undefined };
  const server = new ChannelServer(keys, () =>
    Promise.resolve({ status: 200, body: report({ ...agent.snapshot(), ...none }) }),
  );
  await server.start(channelPort);
  await agent.start();
  setInterval(() => replaceFile("/run/status.json", JSON.stringify(status(agent.snapshot()))), 50);
}

void main(process.argv[2]);
