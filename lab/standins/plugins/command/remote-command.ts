import { randomBytes } from "node:crypto";
import type { EngineLog } from "../common/engine-log";
import type { Resource } from "../common/resource";
import { stringMap, type Shape } from "../common/shape";
import { present, type Properties } from "../common/values";
import { connectionFrom, dial } from "./connection";
import { runRemote, type Output } from "./run";

const connection: Shape = {
  fields: {
    agentSocketPath: "string",
    dialErrorLimit: "number",
    host: "string",
    hostKey: "string",
    password: "string",
    perDialTimeout: "number",
    port: "number",
    privateKey: "string",
    privateKeyPassword: "string",
    user: "string",
  },
  required: ["host"],
};

const causes = ["create", "update", "environment", "stdin"];

/** `command.remote.Command`: runs commands over ssh when it is made, changed and deleted; sees no drift. */
export const remoteCommand = (log: EngineLog): Resource => ({
  properties: {
    addPreviousOutputInEnv: { shape: "boolean" },
    connection: { shape: connection, required: true },
    create: { shape: "string" },
    delete: { shape: "string" },
    environment: { shape: stringMap },
    logging: { shape: "string" },
    stdin: { shape: "string" },
    triggers: { shape: { list: "any" }, replaces: true },
    update: { shape: "string" },
  },
  outputs: ["stdout", "stderr"],
  volatile: ["stdout", "stderr"],
  secret: ["connection"],
  derived: { stdout: causes, stderr: causes },
  verify: ({ logging }) =>
    logging === undefined || ["stdout", "stderr", "stdoutAndStderr", "none"].includes(String(logging))
      ? []
      : [
          {
            path: "logging",
            reason: `must be stdout, stderr, stdoutAndStderr or none, is ${String(logging)}`,
          },
        ],
  create: async (name, inputs, urn) => {
    const id = `${name}${randomBytes(4).toString("hex")}`;
    return { id, state: { ...inputs, ...(await perform(log, urn, inputs.create, inputs, {})) } };
  },
  read: async (id, state, inputs) => ({ id, state, inputs }),
  update: async (_id, olds, news, urn) => {
    const before = present({ stdout: olds.stdout, stderr: olds.stderr });
    return { ...news, ...(await perform(log, urn, news.update ?? news.create, news, before)) };
  },
  delete: async (_id, state, urn) => {
    await perform(log, urn, state.delete, state, present({ stdout: state.stdout, stderr: state.stderr }));
  },
});

/** Runs one of the resource's commands; without one, nothing was said, or what was said before stays. */
async function perform(
  log: EngineLog,
  urn: string,
  command: Properties[string] | undefined,
  inputs: Properties,
  before: Properties,
): Promise<Properties> {
  if (typeof command !== "string") return { stdout: "", stderr: "", ...before };
  const shown: Promise<void>[] = [];
  const client = await dial(connectionFrom(inputs.connection));
  try {
    const output: Output = await runRemote(client, {
      command,
      stdin: String(inputs.stdin ?? ""),
      environment: (inputs.environment ?? {}) as Record<string, string>,
      optional: inputs.addPreviousOutputInEnv === false ? {} : previous(before),
      onOutput: (from, text) => {
        if (isLogged(inputs.logging, from)) shown.push(log.write(urn, "info", text));
      },
    });
    return { ...output };
  } finally {
    client.end();
    await Promise.all(shown);
  }
}

const isLogged = (logging: Properties[string] | undefined, from: string): boolean =>
  logging === undefined || logging === "stdoutAndStderr" || logging === from;

function previous(before: Properties): Record<string, string> {
  const said = { PULUMI_COMMAND_STDOUT: before.stdout, PULUMI_COMMAND_STDERR: before.stderr };
  return Object.fromEntries(
    Object.entries(said).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
    ),
  );
}
