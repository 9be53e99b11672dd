import { usualUrls, type Channel, type ChannelSecrets } from "../../../contract/notify-config";
import { Failure } from "../failure";

/** The channel's URL: its secret one, else the one in its config, else its service's own. Throws a Failure. */
export function urlOf(channel: Exclude<Channel, { kind: "mail" }>, secrets: ChannelSecrets): string {
  const url = secrets.url ?? channel.url ?? usualUrls[channel.kind];
  if (url === undefined) throw new Failure("it has no URL here yet: run pulumi up for this node", true);
  return url.replace(/\/+$/, "");
}

/** A secret that the channel cannot do without. Throws a Failure. */
export function needed(secrets: ChannelSecrets, field: keyof ChannelSecrets): string {
  const value = secrets[field];
  if (value === undefined)
    throw new Failure(`it has no ${field} here yet: run pulumi up for this node`, true);
  return value;
}

/** At most so many characters, and never half of one. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
