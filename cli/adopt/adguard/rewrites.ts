import { isIP } from "node:net";
import * as z from "zod";
import type { Left } from "../../../runtime/contract/adoption";

export const rewriteSchema = z.looseObject({
  domain: z.string(),
  answer: z.string(),
  enabled: z.boolean().default(true),
});

interface Records {
  readonly hosts: string[];
  readonly aliases: string[];
  readonly left: Left[];
}

/** AdGuard's rewrites as local records and aliases. */
export function readRewrites(rewrites: readonly z.infer<typeof rewriteSchema>[]): Records {
  const records: Records = { hosts: [], aliases: [], left: [] };
  const local = new Set(rewrites.filter(({ answer }) => isIP(answer) > 0).map(({ domain }) => domain));
  for (const { domain, answer, enabled } of rewrites) {
    const leave = (why: string): void =>
      void records.left.push({ what: `rewrite: ${domain} → ${answer}`, why });
    if (!enabled) leave("it is switched off, and a Pi-hole has records alone that are on");
    else if (domain.includes("*"))
      leave(
        isIP(answer) > 0
          ? `a Pi-hole has no record for all names below one; as a line of misc.dnsmasq_lines: address=/${domain.replace(/^\*\./, "")}/${answer}`
          : "a Pi-hole has no record for all names below one",
      );
    else if (isIP(answer) > 0) records.hosts.push(`${answer} ${domain}`);
    else if (local.has(answer)) records.aliases.push(`${domain},${answer}`);
    else leave("a Pi-hole knows aliases of its own local records alone");
  }
  return records;
}
