import * as z from "zod";

export const publicNameProviders = ["cloudflare", "dyndns2", "url"] as const;

/** What the deployment tells the agent of the public name. It holds no secret. */
export const publicNameFileSchema = z.object({
  name: z.string(),
  provider: z.enum(publicNameProviders),
  /** A URL; for `url` with {name}, {address} and {token} in it. */
  server: z.string(),
  /** The account, for `dyndns2`. */
  user: z.string(),
  /** The provider's zone that the name is in, for `cloudflare`. */
  zone: z.string(),
  /** What an answer of `url` has to hold to be a good one. */
  expect: z.string(),
  /** URLs that answer with the address that asks. */
  sources: z.array(z.string()),
});

export type PublicNameFile = z.infer<typeof publicNameFileSchema>;
