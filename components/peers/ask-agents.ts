import { z } from "zod";
import { agentCommand } from "../../providers/agent-command";
import { overConnection, type connect, type SshHost } from "../../providers/ssh/connection";
import type { SshTarget } from "../../providers/ssh/target";
import { containers } from "../../runtime/contract/names";
import { errorText } from "../../runtime/contract/error-text";

const images = z.record(z.string(), z.string());

/** A peer, as the agent knows it by the peer's own word. Earlier agents do not say all of it. */
const peerSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  /** Null if the peer does not answer; `reason` says why. */
  state: z.string().nullable(),
  reason: z.string(),
  role: z.string().optional(),
  drainedBy: z.string().nullable().optional(),
  drainCauses: z.array(z.string()).optional(),
  clusterFingerprint: z.string().optional(),
  images: images.optional(),
});

/** Something that lasts, as the agent tells it. */
const condition = z.object({ code: z.string(), severity: z.string(), text: z.string(), fix: z.string() });

const schema = z.object({
  ready: z.boolean(),
  state: z.string(),
  role: z.string(),
  reason: z.string(),
  drainedBy: z.string().nullable(),
  drainCauses: z.array(z.string()).optional(),
  /** Earlier agents do not say. */
  clock: z.object({ trouble: z.string() }).optional(),
  /** Its own and its peers'. Earlier agents do not say. */
  conditions: z.array(condition).optional(),
  clusterFingerprint: z.string(),
  images,
  peers: z.array(peerSchema),
});

/** What is known of a node, as far as it matters for taking another one down. */
export interface AgentStatus {
  readonly ready: boolean;
  readonly state: string;
  readonly reason: string;
  /** `leader` or `follower`; undefined if an earlier agent does not say. */
  readonly role?: string | undefined;
  readonly drainedBy: string | null;
  readonly drainCauses?: readonly string[] | undefined;
  readonly clock?: { readonly trouble: string } | undefined;
  readonly conditions?: readonly z.infer<typeof condition>[] | undefined;
  readonly clusterFingerprint?: string | undefined;
  readonly images: Readonly<Record<string, string>>;
}

/** A node's status, or why there is none. */
export type PeerAnswer = AgentStatus | { readonly trouble: string };

export const answered = (answer: PeerAnswer): answer is AgentStatus => "state" in answer;

/** A node's agent says that its node leads. */
export const isLeader = (answer: PeerAnswer): boolean => answered(answer) && answer.role === "leader";

/** What an agent says of its own node, and what its peers have told it over their channel. */
export interface AgentAnswer {
  readonly own: PeerAnswer;
  /** By name; none if the agent does not answer. */
  readonly peers: ReadonlyMap<string, PeerAnswer>;
}

/** Milliseconds in which a host has to take a connection; a preview waits no longer for one that is off. */
const connectMs = 2_500;
/** A small host needs a while to run a command in a container. */
const commandMs = 15_000;

/**
 * Has a node's agent tell its status, over ssh: whoever has the node's address in the network cannot answer in its
 * place. Never rejects.
 */
export async function askAgentBySsh(target: SshTarget, open?: typeof connect): Promise<AgentAnswer> {
  try {
    return answerOf(await overConnection(target, statusText, connectMs, open));
  } catch (error) {
    return { own: { trouble: describe(error) }, peers: new Map() };
  }
}

async function statusText(host: SshHost): Promise<string> {
  const { code, stdout, stderr } = await agentCommand(
    host,
    containers.agent,
    ["status", "--json"],
    commandMs,
  );
  if (code !== 0) throw new Error((stderr || stdout).trim().slice(-300) || `its status ended with ${code}`);
  return stdout;
}

/** Throws if the text is no agent's status. */
export function answerOf(text: string): AgentAnswer {
  const { peers, ...own } = schema.parse(JSON.parse(text));
  return {
    own,
    peers: new Map(
      peers.map(({ name, state, reason, drainedBy = null, images: runs = {}, ...peer }) => [
        name,
        state === null ? { trouble: reason } : { ...peer, state, reason, drainedBy, images: runs },
      ]),
    ),
  };
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return "it is no agent, or one of another version";
  return errorText(error);
}
