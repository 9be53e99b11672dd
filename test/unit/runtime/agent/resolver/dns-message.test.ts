import assert from "node:assert/strict";
import dns2 from "dns2";
import { freshName } from "../../../../../runtime/agent/resolver/fresh-name";
import { readMessage } from "../../../../../runtime/agent/resolver/dns-message";
import { encodeQuestion } from "../../../../../runtime/agent/resolver/question";
import { answerTo } from "./stand-in";

describe("DNS messages", () => {
  it("asks what another implementation reads", () => {
    const packet = dns2.Packet.parse(encodeQuestion(4711, "a.example.com"));
    assert.equal(packet.header.id, 4711);
    assert.equal(packet.header.rd, 1);
    assert.deepEqual(
      packet.questions.map(({ name, type }) => [name, type]),
      [["a.example.com", dns2.Packet.TYPE.A]],
    );
  });

  it("reads the code, when signatures hold, and an error's reason", () => {
    const query = encodeQuestion(1, "a.example.com", { reasons: true });
    const said = readMessage(answerTo(query, { code: 2, signature: [1000, 2000], error: 8 }));
    assert.deepEqual(said, {
      code: 2,
      authentic: false,
      signatures: [{ from: 1000, until: 2000 }],
      errors: [8],
    });
  });

  it("refuses a message that ends too early", () => {
    const whole = answerTo(encodeQuestion(1, "a.example.com"), { code: 0, signature: [1, 2] });
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => readMessage(whole.subarray(0, length)), RangeError);
  });

  it("makes a name below a zone that nobody can have asked for", () => {
    const names = Array.from({ length: 100 }, () => freshName("example.com"));
    assert.equal(new Set(names).size, 100);
    for (const name of names) assert.match(name, /^[0-9a-f]{16}\.example\.com$/);
  });
});
