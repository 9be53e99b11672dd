import type { Status } from "../snapshot";
import { askOwnAgent, tellStatus, type AskStatus, type Print } from "./control";

/** What `dnssec …` is told to do. */
export const dnssecActions = ["status", "ds"] as const;
export type DnssecAction = (typeof dnssecActions)[number];

type Dnssec = NonNullable<Status["dnssec"]>;

/** Prints the state of the signed zone. Resolves to the exit code: 1 if there is no zone, or it is not served. */
export async function showDnssec(
  action: DnssecAction,
  json: boolean,
  print: Print,
  ask: AskStatus = askOwnAgent,
): Promise<number> {
  let isWell = false;
  const code = await tellStatus(json, print, ask, ({ dnssec: seen }) => {
    if (!seen)
      return print(
        json ? "null" : "there is no signed zone: set `localZone` in the config (docs/local-zone.md)",
      );
    isWell = seen.trouble === "" && seen.digest !== null;
    const ds = seen.keys.map((key) => key.ds);
    if (action === "ds") return print(json ? JSON.stringify(ds) : ds.join("\n"));
    print(json ? JSON.stringify(seen) : inWords(seen));
  });
  return code === 0 && isWell ? 0 : 1;
}

function inWords({
  zone,
  signer,
  keys,
  records,
  signedFor,
  expires,
  digest,
  trouble,
  peers,
}: Dnssec): string {
  const signed =
    digest === null
      ? "not signed yet"
      : `signed for ${signedFor} with key ${signer.n} (tag ${signer.tag}), until ${expires}; digest ${digest.slice(0, 16)}`;
  const lines = [`${zone}: ${records} records, ${signed}${trouble === "" ? "" : `; ALERT: ${trouble}`}`];
  for (const { n, tag, signs } of keys)
    lines.push(`  key ${n}, tag ${tag}: ${signs ? "signs" : "published"}`);
  for (const [name, peer] of Object.entries(peers)) {
    const is =
      peer === null
        ? "has not said"
        : peer.equal
          ? "the same zone"
          : `another zone (${peer.digest.slice(0, 16)})`;
    lines.push(`  ${name}: ${is}`);
  }
  return lines.join("\n");
}
