import assert from "node:assert/strict";
import fc from "fast-check";
import { Failure } from "../../../runtime/agent/notify/failure";
import { publicAddress } from "../../../runtime/agent/public-name/address";
import { providers } from "../../../runtime/agent/public-name/providers";
import type { PublicNameFile } from "../../../runtime/contract/public-name-schema";
import { altered, explore, oddText, type Target } from "../explore";

const token = "the-token-of-the-test";
const address = "8.8.8.8";
const sources = ["https://a.example/", "https://b.example/", "https://c.example/"];
const config: Omit<PublicNameFile, "provider"> = {
  name: "home.example.com",
  server: "https://api.example/",
  user: "me",
  zone: "example.com",
  expect: "OK",
  sources,
};

const rightAnswers = [
  { success: true, result: [{ id: "z", name: "example.com" }] },
  { success: true, result: [{ id: "r", content: "9.9.9.9" }] },
  { success: true, result: { content: address } },
];
const answer = fc.oneof(
  fc.constantFrom(...rightAnswers, "good 8.8.8.8", "nochg", "badauth", "911", "OK", address, `${address}\n`),
  fc.constantFrom(...rightAnswers).chain(altered),
  oddText(),
);

/** Fails only by a Failure, whose words hold no secret and are few. */
async function fails(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.ok(!error.message.includes(token) && error.message.length <= 300, error.message);
    return true;
  }
}

export const publicName: Target = {
  about:
    "what a provider of names and the sources of the house's address answer: no crash, no secret in an error, no address that two do not name",
  run: (limits) =>
    explore(
      fc.asyncProperty(
        fc.record({
          provider: fc.constantFrom("cloudflare", "dyndns2", "url"),
          answers: fc.array(answer, { minLength: 3, maxLength: 4 }),
        }),
        async ({ provider, answers }) => {
          const texts = answers.map((one) => (typeof one === "string" ? one : (JSON.stringify(one) ?? "")));
          let at = 0;
          const sent: string[] = [];
          const next = (url: string): Promise<string> => {
            sent.push(url);
            return Promise.resolve(texts[at++ % texts.length]!);
          };
          const file = { ...config, provider };
          await fails(providers[provider].publish({ file, token, address }, ({ url }) => next(url)));
          for (const url of sent) assert.ok(url.startsWith(config.server), url);
          let found: string | undefined;
          const asked = publicAddress(sources, (url) => Promise.resolve(texts[sources.indexOf(url)]!));
          if (await fails(asked.then((one) => (found = one)))) return;
          assert.ok(texts.slice(0, 3).filter((text) => text.trim() === found).length >= 2, found);
        },
      ) as unknown as fc.IAsyncPropertyWithHooks<[unknown]>,
      limits,
    ),
};
