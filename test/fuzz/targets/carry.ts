import assert from "node:assert/strict";
import fc from "fast-check";
import { changeOf, isCarried } from "../../../runtime/agent/guard/carry/carried-change";
import { explore, oddJson, oddText, type Target } from "../explore";
import { routed } from "../routed";

const segment = fc.constantFrom(
  ..."api,%61pi,domains,groups,lists,clients,config,dns,blocking,action,gravity,cluster,teleporter,auth,deny,exact,..,.,%2e%2e,%252e%252e,%2f,\\,%5c..%5c,%00,;x,?sid=x,#,domains:batchDelete".split(
    ",",
  ),
);
const target = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`),
  fc.array(segment, { maxLength: 4 }).map((parts) => `/api/domains/${parts.join("/")}`),
  oddText(),
);
const shared =
  /^\/api\/(groups|lists|domains|clients|config|dns\/blocking|action\/gravity)(:batchdelete)?(\/|$)/;

export const carry: Target = {
  about:
    "what a follower has its leader change: only what all nodes share, and never with a session of the follower's",
  run: (limits) =>
    explore(
      fc.asyncProperty(
        fc.record({
          target,
          body: fc.oneof(
            oddJson().map((json) => JSON.stringify(json) ?? ""),
            oddText(),
          ),
        }),
        ({ target: asked, body }) => {
          if (isCarried(asked)) assert.match(routed(asked), shared, asked);
          const change = changeOf("POST", asked, Buffer.from(body));
          if (change) {
            assert.ok(isCarried(change.target));
            assert.doesNotMatch(change.target, /[?&]sid=/);
            const json = change.body === "" ? undefined : (JSON.parse(change.body) as unknown);
            assert.ok(!(typeof json === "object" && json !== null && "sid" in json));
          }
          return Promise.resolve();
        },
      ),
      limits,
    ),
};
