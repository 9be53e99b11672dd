import { z } from "zod";
import { statusPort } from "../../runtime/contract/files";

const schema = z.object({
  ready: z.boolean(),
  state: z.string(),
  role: z.string(),
  reason: z.string(),
  drain: z.string().nullable(),
  drainedBy: z.string().nullable(),
  /** Earlier agents do not say. */
  clock: z.object({ trouble: z.string() }).optional(),
  clusterFingerprint: z.string(),
  images: z.record(z.string(), z.string()),
});

/** What an agent says of its node, as far as it matters for taking another one down. */
export type AgentStatus = z.infer<typeof schema>;

/** An agent's status, or why there is none. */
export type Answer = AgentStatus | { readonly trouble: string };

export const answered = (answer: Answer): answer is AgentStatus => "state" in answer;

/** Milliseconds that an agent has to answer; a preview waits no longer. */
const deadlineMs = 2_500;

/** Asks an agent for its status from this machine. Never rejects. */
export async function askAgent(podAddress: string, port = statusPort): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    const response = await fetch(`http://${podAddress}:${port}/status`, { signal });
    return schema.parse(await response.json());
  } catch (error) {
    return { trouble: describe(error) };
  }
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError) return "it is no agent, or one of another version";
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${deadlineMs / 1000} s`;
  // fetch says "fetch failed", and what did in its cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
