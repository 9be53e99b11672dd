import * as z from "zod";
import type { JsonFile } from "../../../common/json-file";

/** Sessions that were ended before their time: by id, until when a cookie of theirs could be shown (unix time in seconds). */
export const endedSchema = z.record(z.string(), z.number());
export type Ended = z.infer<typeof endedSchema>;

/** Remembers them over restarts of the agent, and has the other nodes know of them. */
export class EndedSessions {
  private all: Ended;

  constructor(
    private readonly file: Pick<JsonFile<Ended>, "load" | "save">,
    /** Tells the peers; what cannot be told now is told later. */
    private readonly tell: (ended: Ended) => void,
    private readonly nowSeconds: () => number,
  ) {
    this.all = file.load() ?? {};
  }

  has = (id: string): boolean => this.all[id] !== undefined;

  list = (): Ended => this.all;

  /** Ended here. */
  end(id: string, until: number): void {
    this.endAll({ [id]: until });
  }

  /** The same of several. */
  endAll(ended: Ended): void {
    this.heard(ended);
    this.tell(ended);
  }

  /** Ended on another node. */
  heard(ended: Ended): void {
    const living = Object.entries({ ...this.all, ...ended }).filter(
      ([, until]) => until >= this.nowSeconds(),
    );
    this.all = Object.fromEntries(living);
    this.file.save(this.all);
  }
}
