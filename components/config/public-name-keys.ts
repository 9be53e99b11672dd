import { z } from "zod";
import { publicNameProviders, type PublicNameFile } from "../../runtime/contract/public-name-schema";
import { domainName } from "./dns-names";
import { key } from "./key";

/** A secret of the founder's stack alone. */
export const publicNameTokenKey = "publicNameToken";

/** A name of the internet that leads to the house, and who keeps it. */
export type PublicNameValue = Omit<PublicNameFile, "sources">;

const cloudflareServer = "https://api.cloudflare.com/client/v4";

const domain = z.string().transform((text, context) => {
  const name = domainName(text);
  if (name?.includes(".")) return name;
  context.addIssue({ code: "custom", message: "a domain name of two labels or more" });
  return z.NEVER;
});

const secureUrl = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).protocol === "https:" && !/\s/.test(text), {
    message: "a URL that begins with https://",
  });

const given = z
  .strictObject({
    name: domain,
    provider: z.enum(publicNameProviders),
    server: secureUrl.optional(),
    user: z.string().optional(),
    zone: domain.optional(),
    expect: z.string().optional(),
  })
  .superRefine(({ provider, server, user, zone, expect, name }, context) => {
    const wrong = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (provider !== "cloudflare" && server === undefined)
      wrong("server", `the URL of the provider's server, for ${provider}`);
    if (provider === "url" && server !== undefined && !server.includes("{address}"))
      wrong("server", "a URL with {address} in it, and {name} and {token} if the provider wants them");
    if (provider === "dyndns2" && !user) wrong("user", "the name of the account, for dyndns2");
    if (provider !== "dyndns2" && user !== undefined) wrong("user", "none: only dyndns2 has it");
    if (provider !== "cloudflare" && zone !== undefined) wrong("zone", "none: only cloudflare has it");
    if (provider !== "url" && expect !== undefined) wrong("expect", "none: only url has it");
    if (provider === "cloudflare" && zone !== undefined && name !== zone && !name.endsWith(`.${zone}`))
      wrong("zone", `a zone that ${name} is in`);
  });

// Reports each mistake by itself and shows no value: somebody may have put the token there.
const checked = z.unknown().superRefine((value, context) => {
  const wrong = (path: readonly PropertyKey[], found: string, message: string) =>
    context.addIssue({ code: "custom", path: [...path], message, params: { found } });
  for (const issue of given.safeParse(value).error?.issues ?? []) {
    if (issue.code === "unrecognized_keys")
      for (const field of issue.keys)
        wrong(
          [field],
          "a key that is not known",
          "only keys that docs/public-name.md names; the token is a secret",
        );
    else {
      const there = (value as Record<PropertyKey, unknown> | null)?.[issue.path[0] ?? ""] !== undefined;
      wrong(issue.path, there ? "a value that does not fit, and is not shown" : "nothing", issue.message);
    }
  }
});

const value = checked.transform((it) => spelled(given.parse(it)));

function spelled({
  name,
  provider,
  server,
  user = "",
  zone,
  expect = "",
}: z.output<typeof given>): PublicNameValue {
  return {
    name,
    provider,
    server: server ?? cloudflareServer,
    user,
    zone: provider === "cloudflare" ? (zone ?? name.split(".").slice(-2).join(".")) : "",
    expect,
  };
}

/** Keys of the name that leads to the house. The agent loads a change while it runs. */
export const publicNameKeys = {
  publicName: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "A name of the internet that the leader keeps at the house's public address. [public-name.md](public-name.md) has each provider.",
    schema: value.optional(),
    expected: "{name: NAME, provider: cloudflare|dyndns2|url, …}, as docs/public-name.md has it",
    example: "{name: home.example.com, provider: cloudflare}",
    optional: true,
    hidden: true,
    costs: ["drain", "agent"],
  }),
  publicAddressSources: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "URLs that answer with the address that asks. Two have to agree on the public address.",
    schema: z.array(secureUrl).min(2),
    expected: "a list of two URLs or more, each https://",
    example: "[https://api.ipify.org, https://ipv4.icanhazip.com]",
    default: ["https://api.ipify.org", "https://ipv4.icanhazip.com", "https://checkip.amazonaws.com"],
    costs: [],
  }),
} as const;
