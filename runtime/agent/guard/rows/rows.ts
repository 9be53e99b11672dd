import type { IncomingMessage, ServerResponse } from "node:http";
import { errorText } from "../../../contract/error-text";
import { parsed } from "../../../common/json";
import type { FolderWatch } from "../../sync/leader/folder-watch";
import { gravityQuiet } from "../../sync/apply/gravity-run";
import type { Alteration } from "../alteration";
import { unavailableAnswer, type GuardAnswer } from "../guard-answers";
import { clientOf, type ForwardOutcome, type Upstream } from "../forward";
import type { Pace } from "../pace";
import { reply } from "../reply";
import type { RowChange } from "./change";
import { askAs, tell } from "./exchange";
import { RowWriter } from "./row-writer";

export interface RowsOptions {
  readonly upstream: Upstream;
  readonly vip: string;
  readonly pace: Pick<Pace, "breathe">;
  /** Pi-hole's folder. */
  readonly folder: Pick<FolderWatch, "gravityRuns">;
  /** How long a change waits for the end of a gravity run. */
  readonly gravityMs?: number;
}

export interface Passing {
  readonly change: RowChange;
  /** The request's body. */
  readonly bytes: Buffer;
  readonly alteration: Alteration;
  /** Asked again before each further piece: what is answered in Pi-hole's place. */
  readonly refusal: () => GuardAnswer | undefined;
}

/** A run with large lists on a small host takes longer; then the client is told so. */
const usualGravityMs = 120_000;

/** Changes of rows, on their way to Pi-hole. */
export class Rows {
  private readonly writer = new RowWriter();

  constructor(private readonly options: RowsOptions) {}

  /** Makes a change and tells the client what became of it. Goes on to the end also if the client goes. Never rejects. */
  async pass(
    request: IncomingMessage,
    response: ServerResponse,
    { change, bytes, alteration, refusal }: Passing,
  ): Promise<ForwardOutcome> {
    const { upstream, vip, pace, folder } = this.options;
    const { method = "", url: target = "" } = request;
    const client = clientOf(request);
    const closed = new Promise<void>((resolve) => void response.once("close", resolve));
    const from = performance.now();
    try {
      const answer = await this.writer.write(
        change,
        { method, target, body: bytes.toString("utf8") },
        {
          send: (how, where, body) =>
            askAs(upstream, client, alteration.headers, { method: how, target: where, body }),
          refused: () => wordsOf(refusal()),
          breathe: (tookMs) => pace.breathe(tookMs),
          gravityRuns: () => folder.gravityRuns(),
          quiet: () => this.quiet(),
        },
      );
      if (response.destroyed) return { kind: "abandoned" };
      await tell(request, response, answer, alteration);
      await closed;
      return response.writableFinished ? { kind: "passed", status: answer.status } : { kind: "abandoned" };
    } catch (error) {
      const cause = errorText(error);
      if (response.destroyed || response.headersSent) response.destroy();
      else {
        const took = (performance.now() - from) / 1000;
        reply(request, response, unavailableAnswer(cause, vip, request.headers.accept ?? "", took));
        await closed;
      }
      return { kind: "failed", cause };
    }
  }

  private async quiet(): Promise<boolean> {
    const { folder, gravityMs = usualGravityMs } = this.options;
    if (!folder.gravityRuns()) return true;
    return gravityQuiet(folder, AbortSignal.timeout(gravityMs)).then(
      () => true,
      () => false,
    );
  }
}

/** What a refusal says to a person. */
function wordsOf(refusal: GuardAnswer | undefined): string {
  if (refusal === undefined) return "";
  const json = parsed(refusal.body) as { readonly error?: { readonly message?: string } } | undefined;
  return json?.error?.message ?? "this node does not lead any more";
}
