import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { blockedNames, mostGravityNames } from "../../../../pihole/src/dns/blocked";
import { createSchema } from "../../../../pihole/src/gravity/schema";
import { writeRow } from "../../../../pihole/src/gravity/tables";

describe("what is answered as blocked", () => {
  let db: DatabaseSync;
  const [allow, deny] = [0, 1];
  beforeEach(() => {
    db = new DatabaseSync(":memory:");
    createSchema(db);
    const common = { comment: null, enabled: true };
    writeRow(db, "groups", { item: "kids", ...common }, false);
    writeRow(db, "lists", { item: "block", ...common, type: 0 }, false);
    writeRow(db, "lists", { item: "allow", ...common, type: 1 }, false);
  });
  afterEach(() => db.close());

  const add = (item: string, type: number, further: { enabled?: boolean; groups?: number[] } = {}) =>
    writeRow(db, "domains", { item, comment: null, enabled: true, type, ...further }, false);
  const inGravity = (name: string) => db.prepare("INSERT INTO gravity VALUES (?, 1)").run(name);
  const denied = () => [...blockedNames(db).denied];
  const gravity = () => [...(blockedNames(db).gravity ?? ["too many"])];

  it("is an exact deny domain that is enabled, in the Default group, and not allowed", () => {
    add("yes.example", deny);
    add("off.example", deny, { enabled: false });
    add("kids.example", deny, { groups: [1] });
    add("both.example", deny);
    add("both.example", allow);
    add("^regex$", 3);
    assert.deepEqual(denied(), ["yes.example"]);
  });

  it("is nothing where the Default group is disabled", () => {
    add("yes.example", deny);
    inGravity("list.example");
    writeRow(db, "groups", { item: "Default", comment: null, enabled: false }, true);
    assert.deepEqual([denied(), gravity()], [[], []]);
  });

  it("is a name of a list, unless it is allowed by a domain or a list, or the list is disabled", () => {
    ["list.example", "allowed.example", "other.example", "||abp.example^"].forEach(inGravity);
    add("allowed.example", allow);
    db.prepare("INSERT INTO antigravity VALUES (?, 2)").run("other.example");
    assert.deepEqual(gravity(), ["list.example"]);
    writeRow(db, "lists", { item: "block", comment: null, enabled: false, type: 0 }, true);
    assert.deepEqual(gravity(), []);
  });

  it("leaves gravity out where it has too many names, and says so", () => {
    db.exec("BEGIN");
    for (let i = 0; i <= mostGravityNames; i++) inGravity(`d${i}.example`);
    db.exec("COMMIT");
    assert.equal(blockedNames(db).gravity, undefined);
  });
});
