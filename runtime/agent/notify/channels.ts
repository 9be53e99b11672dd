import {
  channelSchema,
  notifyFileSchema,
  notifySecretsFileSchema,
  type Channel,
  type ChannelSecrets,
} from "../../contract/notify-config";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import { DeployedFiles } from "../deployed-files";

export interface Channels {
  readonly timezone: string;
  readonly channels: readonly Channel[];
  readonly secrets: Readonly<Record<string, ChannelSecrets>>;
  /** Empty if there is none. */
  readonly heartbeatUrl: string;
}

const none: Channels = { timezone: "UTC", channels: [], secrets: {}, heartbeatUrl: "" };

/** Where messages go. The log says if the files cannot be used, and never what is in them. */
export const channelFiles = (
  { notify, notifySecrets }: { readonly notify: string; readonly notifySecrets: string },
  onChange: () => void,
  log: Log,
): DeployedFiles<Channels> =>
  new DeployedFiles({
    files: [notify, notifySecrets],
    none,
    read: (config, secrets) => {
      if (config === undefined) return undefined;
      const channels = channelsOf(config, secrets, log);
      log("notify.config-taken", { channels: channels.channels.map(({ name }) => name) });
      return channels;
    },
    onRefused: (error) => {
      // Not its words: they could hold what is in the files.
      log("notify.config-refused", { error: (error as NodeJS.ErrnoException).code ?? "it makes no sense" });
    },
    onChange,
    log,
  });

function channelsOf(config: string, secrets: string | undefined, log: Log): Channels {
  const { timezone, channels } = notifyFileSchema.parse(parsed(config));
  const secret = notifySecretsFileSchema.parse(
    secrets === undefined ? { channels: {}, heartbeatUrl: "" } : parsed(secrets),
  );
  const known = channels.flatMap((given) => {
    const { data } = channelSchema.safeParse(given);
    if (!data) log("notify.channel-unknown", { channel: given.name, kind: given.kind });
    return data ? [data] : [];
  });
  return { timezone, channels: known, secrets: secret.channels, heartbeatUrl: secret.heartbeatUrl };
}
