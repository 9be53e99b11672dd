import assert from "node:assert/strict";
import { Packet } from "dns2";
import { encodeQuery, faultOf } from "../../../../../lab/load/client/wire";

const name = "www.shop.example";
const address = "203.0.113.11";

function answer(
  query: Buffer,
  change: (response: InstanceType<typeof Packet>) => void = () => undefined,
): Buffer {
  const response = Packet.createResponseFromRequest(Packet.parse(query));
  response.answers.push(new Packet.Resource({ name, type: Packet.TYPE.A, ttl: 60, address }));
  change(response);
  return response.toBuffer();
}

describe("wire", () => {
  const query = encodeQuery(4711, name);

  it("asks a question that another DNS library reads", () => {
    const { header, questions } = Packet.parse(query);
    assert.equal(header.id, 4711);
    assert.equal(header.rd, 1);
    assert.deepEqual(
      questions.map((question) => [question.name, question.type, question.class]),
      [[name, Packet.TYPE.A, Packet.CLASS.IN]],
    );
  });

  it("refuses what is no name", () => {
    assert.throws(() => encodeQuery(1, "a..b"), /not a DNS name/);
    assert.throws(() => encodeQuery(1, `${"a".repeat(64)}.b`), /not a DNS name/);
  });

  it("finds nothing wrong with the right answer, also behind an alias", () => {
    assert.equal(faultOf(answer(query), query, address), undefined);
    const alias = answer(query, ({ answers }) => {
      answers.unshift(
        new Packet.Resource({
          name,
          type: Packet.TYPE.CNAME,
          ttl: 60,
          domain: "x.example",
        }),
      );
    });
    assert.equal(faultOf(alias, query, address), undefined);
  });

  it("tells what is wrong: id, rcode, question, address", () => {
    const as = (change: Parameters<typeof answer>[1]) => faultOf(answer(query, change), query, address);
    assert.equal(
      as(({ header }) => (header.id = 1)),
      "another id",
    );
    assert.equal(
      as(({ header }) => (header.rcode = 2)),
      "SERVFAIL",
    );
    assert.equal(
      as(({ header }) => (header.rcode = 5)),
      "REFUSED",
    );
    assert.equal(
      as((response) => (response.answers = [])),
      "no address",
    );
    assert.equal(
      as(({ answers }) => ((answers[0] as { address: string }).address = "203.0.113.9")),
      "address 203.0.113.9",
    );
    assert.equal(
      as(({ questions }) => (questions[0]!.name = "www.sh0p.example")),
      "another question",
    );
  });

  it("takes any address for right where any will do, but not the one by which Pi-hole blocks", () => {
    const as = (change: Parameters<typeof answer>[1]) => faultOf(answer(query, change), query, "any address");
    assert.equal(
      as(() => undefined),
      undefined,
    );
    assert.equal(
      as(({ answers }) => ((answers[0] as { address: string }).address = "0.0.0.0")),
      "address 0.0.0.0",
    );
    assert.equal(
      as((response) => (response.answers = [])),
      "no address",
    );
    assert.equal(
      as(({ header }) => (header.rcode = 3)),
      "NXDOMAIN",
    );
  });

  it("takes a denial for right where there need be no such name, and no refusal", () => {
    const as = (rcode: number) =>
      faultOf(
        answer(query, (response) => {
          response.header.rcode = rcode;
          response.answers = [];
        }),
        query,
        "any answer",
      );
    assert.equal(as(0), undefined);
    assert.equal(as(3), undefined);
    assert.equal(as(2), "SERVFAIL");
    assert.equal(as(5), "REFUSED");
  });

  it("takes one wrong address among right ones for wrong", () => {
    const both = answer(query, ({ answers }) => {
      answers.push(new Packet.Resource({ name, type: Packet.TYPE.A, ttl: 60, address: "203.0.113.9" }));
    });
    assert.match(faultOf(both, query, address) ?? "", /^address/);
  });

  it("calls each message that was cut short wrong, and never throws", () => {
    const whole = answer(query);
    for (let length = 0; length < whole.length; length++)
      assert.notEqual(faultOf(whole.subarray(0, length), query, address), undefined, `cut at ${length}`);
  });
});
