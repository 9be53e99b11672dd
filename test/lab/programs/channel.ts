/** Asks a leader's channel in ways that must fail, and in the one that must not; its argument is the leader's address. */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { ChannelClient } from "../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../runtime/agent/channel/channel-keys";
import { channelTls } from "../../../runtime/agent/channel/psk";
import { readKeyFile } from "../../../runtime/agent/key-file";
import { channelPort, files } from "../../../runtime/contract/files";

export interface Heard {
  /** What was said to who spoke plain HTTP, and to who has no key or a wrong one. */
  readonly plain: string;
  readonly certificate: string;
  readonly wrongKey: string;
  /** HTTP status for who has the key. */
  readonly rightKey: number;
}

const host = process.argv[2] ?? "";
const request = "GET /state HTTP/1.1\r\nHost: channel\r\n\r\n";
const key = readKeyFile(files.channelKey);

/** All that comes until the other end hangs up, or for two seconds. */
const said = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.on("data", (piece) => (text += piece.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
    socket.setTimeout(2_000, () => socket.destroy());
    socket.write(request);
  });

async function ask(): Promise<Heard> {
  const tls = { host, port: channelPort, rejectUnauthorized: false, checkServerIdentity: () => undefined };
  const psk = randomBytes(32);
  const aborted = new AbortController().signal;
  const question = { method: "GET", path: "/state", deadlineMs: 10_000 } as const;
  return {
    plain: await said(connect({ host, port: channelPort })),
    certificate: await said(connectTls(tls)),
    wrongKey: await said(
      connectTls({ ...tls, ...channelTls, pskCallback: () => ({ psk, identity: "pi1" }) }),
    ),
    rightKey: (
      await new ChannelClient(new ChannelKeys(key), "test", channelPort).ask(host, question, aborted)
    ).status,
  };
}

ask().then(
  (heard) => process.stdout.write(JSON.stringify(heard)),
  (error: unknown) => {
    process.stderr.write(String(error));
    process.exitCode = 1;
  },
);
