import * as z from "zod";
import type { WholeAnswer } from "../http/http-ask";
import { parsed } from "../../common/json";
import type { ImageReference } from "./image-reference";

/** One GET; resolves to the answer whatever its status. */
export type Get = (
  url: URL,
  headers: Readonly<Record<string, string>>,
) => Promise<Pick<WholeAnswer, "status" | "headers" | "text">>;

const tagsSchema = z.object({ tags: z.array(z.string()).nullable() });
const tokenSchema = z.union([
  z.object({ token: z.string().min(1) }).transform(({ token }) => token),
  z.object({ access_token: z.string().min(1) }).transform(({ access_token: token }) => token),
]);
/** Of a thousand tags each. */
const mostPages = 10;

/**
 * All tags of an image's repository, as whoever has no account may see them. Rejects if its registry does not tell.
 * https://distribution.github.io/distribution/spec/api/#listing-image-tags and …/spec/auth/token
 */
export async function tagsOf({ registry, repository }: ImageReference, get: Get): Promise<string[]> {
  const tags: string[] = [];
  let authorization: string | undefined;
  let next: URL | undefined = new URL(`https://${registry}/v2/${repository}/tags/list?n=1000`);
  for (let page = 0; next && page < mostPages; page++) {
    let answer = await get(next, authorization ? { authorization } : {});
    if (answer.status === 401 && authorization === undefined) {
      authorization = `Bearer ${await tokenFor(answer.headers["www-authenticate"] ?? "", repository, get)}`;
      answer = await get(next, { authorization });
    }
    if (answer.status !== 200) throw new Error(`${registry} answered ${answer.status}`);
    const { data } = tagsSchema.safeParse(parsed(answer.text));
    if (!data) throw new Error(`${registry} answered with no list of tags`);
    tags.push(...(data.tags ?? []));
    next = following(answer.headers.link, next);
  }
  return tags;
}

async function tokenFor(challenge: string, repository: string, get: Get): Promise<string> {
  const parts = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const realm = parts.get("realm") ?? "";
  if (!/^Bearer /i.test(challenge) || !URL.canParse(realm)) throw new Error("it asks for an account");
  const url = new URL(realm);
  if (url.protocol !== "https:") throw new Error("it asks for a token in clear");
  const service = parts.get("service");
  if (service) url.searchParams.set("service", service);
  url.searchParams.set("scope", `repository:${repository}:pull`);
  const { status, text } = await get(url, {});
  const { data } = tokenSchema.safeParse(parsed(text));
  if (status !== 200 || !data) throw new Error(`it gives no token: ${url.host} answered ${status}`);
  return data;
}

/** `Link: <URL>; rel="next"`; only on the same registry. */
function following(link: string | string[] | undefined, from: URL): URL | undefined {
  const [, target] = /<([^>]+)>;\s*rel="?next"?/.exec(String(link ?? "")) ?? [];
  if (target === undefined || !URL.canParse(target, from)) return undefined;
  const url = new URL(target, from);
  return url.origin === from.origin ? url : undefined;
}
