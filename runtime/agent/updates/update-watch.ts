import { request } from "node:https";
import { urlToHttpOptions } from "node:url";
import { errorText } from "../../contract/error-text";
import { askWhole } from "../http/http-ask";
import type { Log } from "../../common/log";
import { readReference } from "./image-reference";
import { newestAfter } from "./newest-tag";
import { tagsOf, type Get } from "./registry";

/** A newer image than the one that the nodes run. */
export interface Update {
  readonly what: string;
  readonly current: string;
  readonly newest: string;
}

export interface UpdateParts {
  /** References of images by what they are for. Those that a node builds have no newer ones. */
  readonly images: Readonly<Record<string, string>>;
  /** Only the leader asks: the others hear of it. */
  readonly leads: () => boolean;
  readonly log: Log;
  readonly get?: Get;
  readonly firstMs?: number;
}

const dayMs = 86_400_000;
/** After a start there is more to do. */
const firstMs = 10 * 60_000;
const deadlineMs = 15_000;
const longest = 1024 * 1024;

/** Asks the registries once a day if there are newer images. What cannot be asked is not known, and nothing depends on it. */
export class UpdateWatch {
  private timer: NodeJS.Timeout | undefined;
  private found: readonly Update[] = [];

  constructor(private readonly parts: UpdateParts) {}

  start(): void {
    this.again(this.parts.firstMs ?? firstMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  seen = (): readonly Update[] => this.found;

  /** Asks now. Never rejects. */
  async look(): Promise<void> {
    const { images, leads } = this.parts;
    if (!leads()) return void (this.found = []);
    const found: Update[] = [];
    for (const [what, reference] of Object.entries(images)) {
      const update = await this.updateOf(what, reference);
      if (update) found.push(update);
    }
    this.found = found;
  }

  private async updateOf(what: string, text: string): Promise<Update | undefined> {
    const reference = readReference(text);
    const { tag } = reference;
    if (tag === undefined) return undefined;
    try {
      const newest = newestAfter(tag, await tagsOf(reference, this.parts.get ?? getSecurely));
      return newest === undefined ? undefined : { what, current: tag, newest };
    } catch (error) {
      this.parts.log("updates.not-known", { image: text, error: errorText(error) });
      return this.found.find((update) => update.what === what && update.current === tag);
    }
  }

  private again(ms: number): void {
    this.timer = setTimeout(() => {
      void this.look();
      this.again(dayMs);
    }, ms);
  }
}

const getSecurely: Get = (url, headers) =>
  askWhole(request, { ...urlToHttpOptions(url), headers, agent: false }, undefined, { deadlineMs, longest });
