import { text } from "node:stream/consumers";
import type { z } from "zod";
import { parsed } from "../../common/json";
import { runCommand } from "../run-command";
import type { DataConfig } from "../../contract/data-config";
import { isIn } from "../zfs/dataset";
import { confirm } from "./confirm-snapshot";
import type { Receiver } from "./receiver";
import { confirmSchema, prepareSchema } from "./messages";
import { parseRequest } from "./parse-request";
import { prepare } from "./prepare";
import { receive, type ReceiveStreams } from "./receive";

const deadlineMs = 60_000;

/**
 * sshd's forced command for the key of `peer`: does what `command` (SSH_ORIGINAL_COMMAND) asks, where it is one of the
 * few things that a sender of the declared datasets needs. Resolves to the exit code: 2 for what is not allowed.
 */
export async function serve(
  host: Receiver,
  peer: string,
  command: string,
  streams: ReceiveStreams,
): Promise<number> {
  const { config } = host;
  const refuse = (why: string): number => {
    streams.error.write(`refused: ${why}\n`);
    return 2;
  };
  if (!config.peers.some(({ name }) => name === peer)) return refuse(`${peer} is no peer of ${config.node}`);
  const request = parseRequest(command);
  if (!request)
    return refuse(
      `this key is for replication alone; ${JSON.stringify(command.slice(0, 200))} is none of it`,
    );
  const outside = (dataset: string) => !isDeclared(config, dataset);
  switch (request.kind) {
    case "nothing":
      return 0;
    case "program":
      return 1;
    case "prepare":
      return answer(streams, prepareSchema, (body) => prepare(host, peer, body));
    case "confirm":
      return answer(streams, confirmSchema, (body) => confirm(host, peer, body));
    case "ask": {
      const known = request.program === "zfs" ? !outside(request.of) : isPool(config, request.of);
      if (!known) return refuse(`${request.of} is not replicated`);
      return run(streams, request.program, request.args);
    }
    case "snapshots":
      if (outside(request.dataset)) return refuse(`${request.dataset} is not replicated`);
      return listSnapshots(streams, request.dataset);
    case "abandon":
      if (outside(request.dataset)) return refuse(`${request.dataset} is not replicated`);
      return run(streams, "zfs", ["receive", "-A", request.dataset]);
    case "receive":
      if (outside(request.dataset)) return refuse(`${request.dataset} is not replicated`);
      return receive(host, peer, request, streams);
  }
}

/** A dataset at or below a declared root. */
const isDeclared = ({ roots }: DataConfig, dataset: string): boolean =>
  roots.some(({ name }) => isIn(dataset, name));

const isPool = ({ roots }: DataConfig, pool: string): boolean =>
  roots.some(({ name }) => name.split("/")[0] === pool);

async function run(
  { output, error }: ReceiveStreams,
  program: string,
  args: readonly string[],
): Promise<number> {
  const result = await runCommand(program, args, { deadlineMs });
  output.write(result.stdout);
  error.write(result.stderr);
  return result.code === -1 ? 1 : result.code;
}

/**
 * Guids and times of a dataset's snapshots, as `zfs get -t snapshot` has them. Not every ZFS knows that option, and what
 * syncoid tries instead it cannot ask over ssh.
 */
async function listSnapshots({ output, error }: ReceiveStreams, dataset: string): Promise<number> {
  const { code, stdout, stderr } = await runCommand("zfs", ["get", "-Hpd", "1", "guid,creation", dataset], {
    deadlineMs,
  });
  const lines = stdout.split("\n").filter((line) => line.startsWith(`${dataset}@`));
  output.write(lines.map((line) => `${line}\n`).join(""));
  error.write(stderr);
  return code === -1 ? 1 : code;
}

async function answer<T>(
  { input, output, error }: ReceiveStreams,
  schema: z.ZodType<T>,
  act: (body: T) => Promise<unknown>,
): Promise<number> {
  const body = schema.safeParse(parsed(await text(input)));
  if (!body.success) {
    error.write(`refused: that is not understood: ${body.error.message}\n`);
    return 2;
  }
  output.write(`${JSON.stringify(await act(body.data))}\n`);
  return 0;
}
