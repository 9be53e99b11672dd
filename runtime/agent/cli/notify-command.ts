import type { z } from "zod";
import type { AgentConfig } from "../../contract/agent-config";
import { channelPort } from "../../contract/files";
import { errorText } from "../../contract/error-text";
import { ChannelClient } from "../channel/channel-client";
import { ChannelKeys } from "../channel/channel-keys";
import { readKeyFile } from "../key-file";
import { mutedSchema, notifyStatusSchema, testedSchema } from "../notify/routes";
import type { Paths } from "../agent-paths";
import { noAgent, type Print } from "./control";

/** What `notify …` is told to do. */
export type NotifyWords =
  | { readonly action: "status" }
  | { readonly action: "test"; readonly name?: string }
  | { readonly action: "mute"; readonly key: string; readonly hours: number };

/** Longer than the slowest channel takes. */
const testMs = 40_000;
const askMs = 5_000;

/** Has the running agent do it, and prints what came of it. Resolves to the exit code. */
export async function notify(
  config: Pick<AgentConfig, "node">,
  paths: Pick<Paths, "channelKey">,
  { notify: words, json }: { readonly notify: NotifyWords; readonly json: boolean },
  print: Print,
  port = channelPort,
): Promise<number> {
  const client = new ChannelClient(new ChannelKeys(readKeyFile(paths.channelKey)), config.node, port);
  const ask = async <T>(
    method: "GET" | "POST",
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    deadlineMs = askMs,
  ) => {
    const answer = await client
      .ask("127.0.0.1", { method, path, body, deadlineMs })
      .catch((error: unknown) => {
        throw new Error(noAgent(error));
      });
    if (answer.status === 200) return schema.parse(answer.body);
    const { error } = (answer.body ?? {}) as { error?: unknown };
    throw new Error(typeof error === "string" ? error : `the agent answered ${answer.status}`);
  };
  try {
    switch (words.action) {
      case "status": {
        const status = await ask("GET", "/notify/status", undefined, notifyStatusSchema);
        print(json ? JSON.stringify(status) : statusInWords(status));
        return status.channels.some(({ trouble }) => trouble !== "") ? 1 : 0;
      }
      case "test": {
        const { name } = words;
        const { results } = await ask("POST", "/notify/test", { name }, testedSchema, testMs);
        if (json) print(JSON.stringify(results));
        else
          for (const { name: channel, kind, accepted, error } of results)
            print(`${accepted ? "ok  " : "FAIL"} ${channel} (${kind}): ${accepted ? "accepted" : error}`);
        return results.every(({ accepted }) => accepted) ? 0 : 1;
      }
      case "mute": {
        const { key, until } = await ask(
          "POST",
          "/notify/mute",
          { key: words.key, hours: words.hours },
          mutedSchema,
        );
        print(
          words.hours === 0
            ? `${key} is told again`
            : `nothing is told of ${key} until ${new Date(until).toISOString()}`,
        );
        return 0;
      }
    }
  } catch (error) {
    print(json ? JSON.stringify({ error: errorText(error) }) : `notify: ${errorText(error)}`);
    return 1;
  }
}

function statusInWords({ channels, believed, mutes, heartbeat }: z.infer<typeof notifyStatusSchema>): string {
  const lines = channels.map(({ name, kind, untold, trouble, acceptedAt }) => {
    const last =
      acceptedAt === null
        ? "nothing accepted by this node yet"
        : `last ${new Date(acceptedAt).toISOString()}`;
    const waits = untold > 0 ? `, ${untold} to be told` : "";
    return `${name} (${kind}): ${last}${waits}${trouble === "" ? "" : `; ALERT: ${trouble}`}`;
  });
  if (channels.length === 0) lines.push("there is no channel: set `notify` in the config (docs/alerts.md)");
  if (believed.length > 0) lines.push(`told, and not over: ${believed.join(", ")}`);
  for (const [key, until] of Object.entries(mutes))
    lines.push(`muted until ${new Date(until).toISOString()}: ${key}`);
  if (heartbeat !== "") lines.push(`heartbeat: ALERT: ${heartbeat}`);
  return lines.join("\n");
}
