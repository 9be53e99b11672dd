import assert from "node:assert/strict";
import { labReference, parseReference } from "../../../../lab/cluster/reference";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("an image's name", () => {
  for (const [text, registry, repository, tag, wantedDigest] of [
    ["real:6", "", "library/real", "6", ""],
    ["busybox", "", "library/busybox", "latest", ""],
    ["library/busybox:1.37.0", "", "library/busybox", "1.37.0", ""],
    ["pihole/pihole:2026.07.2", "", "pihole/pihole", "2026.07.2", ""],
    ["docker.io/pihole/pihole:RC_1", "", "pihole/pihole", "RC_1", ""],
    ["docker.io/real:6", "", "library/real", "6", ""],
    [`pihole/pihole:1@${digest}`, "", "pihole/pihole", "1", digest],
    [`real@${digest}`, "", "library/real", "", digest],
    ["localhost:5000/real:6", "localhost:5000", "real", "6", ""],
    ["localhost/real:6", "localhost", "real", "6", ""],
    ["ghcr.io/pi-hole/pihole:nightly", "ghcr.io", "pi-hole/pihole", "nightly", ""],
    ["10.0.0.2:443/a/b/c", "10.0.0.2:443", "a/b/c", "latest", ""],
    ["my_pihole:6", "", "library/my_pihole", "6", ""],
  ] as const)
    it(`is read as Docker reads it: ${text.slice(0, 40)}`, () =>
      assert.deepEqual(parseReference(text), { registry, repository, tag, digest: wantedDigest }));

  it("is refused if it is none", () => {
    for (const text of ["", "Real:6", "real:", "real@sha256:12", "a b"])
      assert.throws(() => parseReference(text), /is no image's name/, text);
  });

  it("is what nodes pull from the lab's registry, wherever the image came from", () => {
    const of = (text: string) => labReference(text, "10.0.0.3:5000");
    assert.deepEqual(of("real:6"), { stored: "library/real:6", pulled: "real:6" });
    assert.deepEqual(of(`pihole/pihole:1@${digest}`), {
      stored: "pihole/pihole:1",
      pulled: "pihole/pihole:1",
    });
    assert.deepEqual(of(`real@${digest}`), {
      stored: "library/real:0123456789ab",
      pulled: "real:0123456789ab",
    });
    const other = "localhost-5000/real:6";
    assert.deepEqual(of("localhost:5000/real:6"), { stored: other, pulled: `10.0.0.3:5000/${other}` });
  });
});
