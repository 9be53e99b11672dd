import type { DataState } from "../../contract/data-state";
import type { Holding, KeptBranch, LookFor, RootView } from "../ports";
import type { ExecutorParts } from "./executor";

/** What is known of the host, each as it was looked at last. */
export class HostView {
  holding: { answer: Holding; at: number; stranger?: string } = { answer: "no-router", at: -1e12 };
  roots: readonly RootView[] | undefined;
  services: DataState["services"] = [];
  kept: readonly KeptBranch[] = [];
  readonly begunAt = { holding: -1e12, roots: -1e12, services: -1e12, kept: -1e12 };
  private readonly busy = new Set<string>();

  constructor(
    private readonly parts: ExecutorParts,
    private readonly now: () => number,
  ) {}

  /** Begins each look that is due, and that does not run; `everyMs` says how often each is. */
  look(everyMs: Readonly<Record<keyof HostView["begunAt"], number>>, whom: LookFor): void {
    const { fence, volumes, services } = this.parts;
    const begin = (what: keyof HostView["begunAt"], work: (at: number) => Promise<void>) => {
      const at = this.now();
      if (at - this.begunAt[what] < everyMs[what] || this.busy.has(what)) return;
      this.begunAt[what] = at;
      this.busy.add(what);
      void work(at).finally(() => this.busy.delete(what));
    };
    begin("holding", async (at) => {
      const answer = await fence.look(whom).catch(() => "no-router" as const);
      this.holding = { answer, at, stranger: fence.stranger };
    });
    begin("roots", async () => {
      this.roots = await volumes.look().catch((error: Error) => this.troubled(error.message));
    });
    begin("services", async () => {
      this.services = await services
        .look()
        .catch((error: Error) => [{ name: "", state: "failed" as const, reason: error.message }]);
    });
    begin("kept", async () => {
      this.kept = await volumes.kept().catch(() => this.kept);
    });
  }

  /** What was just done has changed them: they are looked at next. */
  outdated(): void {
    Object.assign(this.begunAt, { roots: -1e12, services: -1e12, kept: -1e12 });
  }

  private troubled(trouble: string): readonly RootView[] | undefined {
    return this.roots?.map((root) => ({ ...root, trouble }));
  }
}
