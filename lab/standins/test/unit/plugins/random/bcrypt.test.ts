import assert from "node:assert/strict";
import { bcrypt } from "../../../../plugins/random/bcrypt";

describe("bcrypt", () => {
  it("gives the published hash of a published salt", () => {
    const salt = Uint8Array.from(Buffer.from("10410410410410410410410410410410", "hex"));
    assert.equal(bcrypt("U*U", salt, 5), "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
  });

  it("takes another salt each time", () => {
    assert.notEqual(bcrypt("same", undefined, 4), bcrypt("same", undefined, 4));
  });
});
