import assert from "node:assert/strict";
import fc from "fast-check";
import { endAll } from "../../unit/runtime/agent/guard/support";
import { Person, SteeredNode, vip, world } from "../../unit/runtime/agent/page/steered";
import { explore, oddText, type Target } from "../explore";

const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, "");
const path = fc.oneof(
  fc.constantFrom(
    "/ha-dns/act",
    "/ha-dns/log-in",
    "/ha-dns/log-out",
    "/ha-dns/act/drain?node=pi1",
    "/ha-dns/act/restore?node=pi1&arg=2026-11-30T10-20-30.000Z",
    "/ha-dns/act/constructor?node=pi1",
    "/ha-dns/act/drain?node=__proto__",
    "/ha-dns/act/../act",
    "/ha-dns/%61ct",
  ),
  oddText().map((text) => `/ha-dns/act/${encodeURIComponent(text.replace(/\p{Cs}/gu, ""))}`),
);
const header = fc.record(
  {
    origin: fc.oneof(
      fc.constantFrom(`http://${vip}`, "http://evil.example", "null", ""),
      oddText().map(plain),
    ),
    host: fc.constantFrom(vip, "evil.example", `${vip}:80`, `${vip}.evil.example`),
    cookie: fc.oneof(fc.constantFrom("ha-dns=", "ha-dns=ha1.x.9.y", "sid=x"), oddText().map(plain)),
    "sec-fetch-site": fc.constantFrom("same-origin", "cross-site", "none"),
  },
  { requiredKeys: [] },
);
const field = fc.oneof(
  fc.constantFrom("drain", "undrain", "pause-blocking", "kept-states", "constructor", "pi1", "pi2", "5m", ""),
  oddText(),
);
const fields = fc.record(
  { action: field, node: field, arg: field, permit: field, password: field, to: field },
  { requiredKeys: [] },
);
const sent = fc.record({ posts: fc.boolean(), path, header, fields });

/** Which of a form's fields is changed, and to what. */
const change = fc.record({ name: fc.constantFrom("action", "node", "arg", "permit"), value: field });

const tried = fc.record({ all: fc.array(sent, { maxLength: 3 }), changed: fc.option(change) });

export const steer: Target = {
  about:
    "the pages on which people steer: nothing is done without a log-in, and nothing but what a form has shown, once",
  run: async (limits) => {
    const node = await SteeredNode.start(world());
    const person = new Person();
    await person.logIn(node);
    const right = person.cookie;
    try {
      return await explore(
        fc.asyncProperty(tried, async ({ all, changed }) => {
          node.wanted.length = 0;
          const stranger = new Person();
          for (const { posts, path: at, header: more, fields: form } of all) {
            const headers = more as Record<string, string>;
            const { status } = posts
              ? await stranger.post(node, at, form as Record<string, string>, headers)
              : await stranger.get(node, at, headers);
            assert.ok(status < 500 || status === 502, `${at}: ${status}`);
          }
          assert.deepEqual(node.wanted, [], "a stranger has something done");
          person.cookie = right;
          const form = await person.form(node, "/ha-dns/act/pause-blocking");
          const given = changed ? { ...form, [changed.name]: changed.value } : form;
          const isSame = Object.keys(form).every((name) => given[name] === form[name]);
          await person.post(node, "/ha-dns/act", given);
          await person.post(node, "/ha-dns/act", given);
          assert.equal(node.wanted.length, isSame ? 1 : 0, JSON.stringify(given));
        }),
        limits,
      );
    } finally {
      endAll();
    }
  },
};
