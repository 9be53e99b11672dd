import { z } from "zod";
import { parsed } from "../../runtime/common/json";
import type { Answer } from "./pihole-protocol";

const processed = z.object({
  processed: z.object({ errors: z.array(z.object({ item: z.string(), error: z.string() })) }).nullish(),
});

/** Why a write did not do what it should, empty if it did: Pi-hole says 201 even if it took nothing. */
export function troubleOf({ status, text }: Answer): string {
  if (status < 200 || status > 299) return `${status} ${text.slice(0, 300)}`;
  const { data } = processed.safeParse(parsed(text));
  return (data?.processed?.errors ?? []).map(({ item, error }) => `${item}: ${error}`).join("; ");
}
