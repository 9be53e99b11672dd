import * as z from "zod";
import { parsed } from "../../../common/json";
import { tellState, type AboutReply } from "./leader-channel";
import type { OwnPihole } from "../apply/own-pihole";
import type { Publisher } from "./publisher";
import { keptElsewhere, type KeptElsewhere } from "../apply/restore-state";
import type { ThreadQuestion } from "../thread/thread-protocol";
import { errorText } from "../../../contract/error-text";

export interface AboutStates {
  readonly node: string;
  readonly leads: () => boolean;
  readonly publisher: Publisher;
  readonly own: Pick<OwnPihole, "read">;
  /** Puts a kept state back; resolves to what was done, line by line. */
  readonly restore: (kept: KeptElsewhere) => Promise<string[]>;
}

/** Answers questions about whole states. Never rejects: what fails is 4xx or 5xx with its words. */
export function aboutStates(
  parts: AboutStates,
): (question: ThreadQuestion, gone: AbortSignal) => Promise<AboutReply> {
  const { node, leads, publisher, own } = parts;
  const refusal = (status: number, error: string): AboutReply => ({ status, body: { node, error } });
  let restoring = false;

  async function restore(body: Uint8Array): Promise<AboutReply> {
    const { data, error } = keptElsewhere.safeParse(parsed(Buffer.from(body).toString("utf8")));
    if (!data) return refusal(400, z.prettifyError(error));
    if (!leads()) return refusal(409, "does not lead");
    if (restoring) return refusal(409, "a state is being put back already");
    restoring = true;
    try {
      return { status: 200, body: { node, words: await parts.restore(data) } };
    } finally {
      restoring = false;
    }
  }

  async function answer(question: ThreadQuestion, gone: AbortSignal): Promise<AboutReply> {
    switch (question.kind) {
      case "refresh":
        await publisher.refresh();
        return { status: 200, body: { node } };
      case "state":
        return tellState(node, leads, publisher, new URLSearchParams(question.query), gone);
      case "own": {
        const { state, traits, aside } = await own.read(gone);
        return { status: 200, body: { node, state, traits, aside } };
      }
      case "restore":
        return restore(question.body);
    }
  }

  return (question, gone) => answer(question, gone).catch((error: unknown) => refusal(503, errorText(error)));
}
