/**
 * Entry of a device that has a node's address and answers in its place; its argument is Impostor. To its status it
 * answers what steered the agents once; to the agents' channel the same with a key of its own, or a TLS alert.
 */
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { channelTls } from "../../../runtime/agent/channel/psk";
import { channelPort, statusPort } from "../../../runtime/contract/files";
import type { Impostor } from "../attack-protocol";

const { node, channel } = JSON.parse(process.argv[2] ?? "") as Impostor;

/** A leader that ranks above all, has the data of the latest epoch, and wants the VIP. */
const forged = JSON.stringify({
  node,
  state: "leading",
  reason: "",
  ready: true,
  role: "leader",
  rank: 1,
  vrrp: { state: "MASTER", priority: 254 },
  drain: null,
  data: { state: "holder", epoch: Number.MAX_SAFE_INTEGER, wants: true },
});
const answer: http.RequestListener = (_request, response) => response.end(forged);
/** Level fatal (2), handshake_failure (40), in a record of TLS 1.2. */
const handshakeFailure = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

const alert = (): net.Server =>
  net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(handshakeFailure));
  });

/** The agents' own TLS, with a key that is not theirs. */
const ownKey = (): net.Server =>
  https.createServer({ ...channelTls, pskCallback: () => Buffer.alloc(32, "guessed") }, answer);

http.createServer(answer).listen(statusPort);
(channel === "alert" ? alert() : ownKey()).listen(channelPort);
