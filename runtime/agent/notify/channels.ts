import {
  channelSchema,
  notifyFileSchema,
  notifySecretsFileSchema,
  type Channel,
  type ChannelSecrets,
} from "../../contract/notify-config";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import { readText } from "../../common/text-file";
import { watchFiles } from "../watch-files";
import type { Watching } from "../../common/watch-or-poll";

export interface Channels {
  readonly timezone: string;
  readonly channels: readonly Channel[];
  readonly secrets: Readonly<Record<string, ChannelSecrets>>;
  /** Empty if there is none. */
  readonly heartbeatUrl: string;
}

const none: Channels = { timezone: "UTC", channels: [], secrets: {}, heartbeatUrl: "" };

/**
 * Where messages go, from two files that a deployment replaces while the agent runs. If one makes no sense, the last good
 * ones stay in use; the log says so, and never what is in them.
 */
export class ChannelFiles {
  private watching: Watching | undefined;
  private good = none;

  constructor(
    private readonly files: { readonly notify: string; readonly notifySecrets: string },
    private readonly onChange: () => void,
    private readonly log: Log,
  ) {}

  /** A node that was deployed before has no such folder, and no channels. */
  start(): void {
    this.read();
    this.watching = watchFiles(
      Object.values(this.files),
      () => {
        this.read();
        this.onChange();
      },
      this.log,
    );
    if (!this.watching) this.log("notify.no-folder");
  }

  stop(): void {
    this.watching?.stop();
  }

  current(): Channels {
    return this.good;
  }

  private read(): void {
    try {
      const [config, secrets] = [this.files.notify, this.files.notifySecrets].map(readText);
      if (config === undefined) return;
      const { timezone, channels } = notifyFileSchema.parse(parsed(config));
      const secret = notifySecretsFileSchema.parse(
        secrets === undefined ? { channels: {}, heartbeatUrl: "" } : parsed(secrets),
      );
      const known = channels.flatMap((given) => {
        const { data } = channelSchema.safeParse(given);
        if (!data) this.log("notify.channel-unknown", { channel: given.name, kind: given.kind });
        return data ? [data] : [];
      });
      this.good = { timezone, channels: known, secrets: secret.channels, heartbeatUrl: secret.heartbeatUrl };
      this.log("notify.config-taken", { channels: known.map(({ name }) => name) });
    } catch (error) {
      // Not its words: they could hold what is in the files.
      this.log("notify.config-refused", {
        error: (error as NodeJS.ErrnoException).code ?? "it makes no sense",
      });
    }
  }
}
