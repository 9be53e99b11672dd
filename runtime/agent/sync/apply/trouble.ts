import * as z from "zod";
import { lookUp } from "../model/look-up";
import { refusalWords } from "../read/read-answer";
import { sameSetting } from "../model/equal";
import { settingOf, type SettingKey } from "../model/setting-keys";
import { settingValue, type SettingValue } from "../model/sync-state";
import type { SyncStep } from "../plan/step";

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; undefined if there was no body, or none in JSON. */
  readonly body: unknown;
}

const processed = z.object({
  processed: z.object({
    success: z.array(z.object({ item: z.string() })),
    errors: z.array(z.object({ item: z.string(), error: z.string() })),
  }),
});

/**
 * Why an answer does not say that its step was done; undefined if it does. That it was is seen by reading back:
 * Pi-hole says 201 to what failed, and what is written while gravity is built is lost again.
 */
export function trouble(step: SyncStep, answer: ApiAnswer): string | undefined {
  switch (step.kind) {
    case "add-groups":
      return troubleWithItems(answer, 201, step.names.length);
    case "add-lists":
      return troubleWithItems(answer, 201, step.addresses.length);
    case "add-domains":
      return troubleWithItems(answer, 201, step.domains.length);
    case "add-clients":
      return troubleWithItems(answer, 201, step.clients.length);
    case "set-group":
    case "set-list":
    case "set-domain":
    case "set-client":
      return troubleWithItems(answer, 200, 1);
    case "delete":
      // 404: none of them is there, which is what was wanted.
      return answer.status === 404 && refusalWords(answer.body) === undefined
        ? undefined
        : unlike(204, answer);
    case "settings":
      return unlike(200, answer) ?? troubleWithEcho(step.values, answer.body);
    case "setting-item":
      if (step.present) return unlike(201, answer);
      return answer.status === 404 ? undefined : unlike(204, answer);
    case "blocking":
      return unlike(200, answer) ?? troubleWithBlocking(step.enabled, answer.body);
    case "gravity":
      // It says 200 whatever happens.
      return unlike(200, answer);
  }
}

function unlike(status: number, answer: ApiAnswer): string | undefined {
  if (answer.status === status) return undefined;
  const said = refusalWords(answer.body);
  return said === undefined ? `answered ${answer.status}` : `answered ${answer.status}: ${said}`;
}

function troubleWithItems(answer: ApiAnswer, status: number, items: number): string | undefined {
  const wrong = unlike(status, answer);
  if (wrong !== undefined) return wrong;
  const { data } = processed.safeParse(answer.body);
  if (!data) return "did not say what became of it";
  const { success, errors } = data.processed;
  const [first] = errors;
  if (first) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    return `${first.item}: ${first.error}${more}`;
  }
  return success.length === items ? undefined : `did ${success.length} of ${items}`;
}

function troubleWithEcho(
  values: Partial<Record<SettingKey, SettingValue>>,
  body: unknown,
): string | undefined {
  for (const [key, value] of Object.entries(values) as [SettingKey, SettingValue][]) {
    if (settingOf(key).writeOnly) continue; // It is seen by reading back.
    const { data } = settingValue.safeParse(lookUp(body, `config.${key}`));
    if (data === undefined || !sameSetting(key, data, value)) return `${key}: was not taken`;
  }
  return undefined;
}

const blocking = z.object({ blocking: z.enum(["enabled", "disabled"]) });

function troubleWithBlocking(enabled: boolean, body: unknown): string | undefined {
  const { data } = blocking.safeParse(body);
  const wanted = enabled ? "enabled" : "disabled";
  return data?.blocking === wanted ? undefined : `blocking is ${data?.blocking ?? "unknown"}, not ${wanted}`;
}
