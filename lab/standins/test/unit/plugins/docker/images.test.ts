import assert from "node:assert/strict";
import { buildOptions } from "../../../../plugins/docker/build";
import { repoDigest, withTag } from "../../../../plugins/docker/remote-image";

describe("images", () => {
  it("are pulled by one tag, also from a registry with a port", () => {
    assert.equal(withTag("registry:5000/a/b"), "registry:5000/a/b:latest");
    assert.equal(withTag("a/b:2"), "a/b:2");
    assert.equal(withTag("a@sha256:00"), "a@sha256:00");
  });

  it("have the digest of their own repository, and none where they never saw one", () => {
    const RepoDigests = ["other@sha256:11", "registry:5000/a@sha256:22"];
    assert.equal(repoDigest("registry:5000/a:1", { RepoDigests }), "registry:5000/a@sha256:22");
    assert.equal(repoDigest("b:1", { RepoDigests }), "");
  });

  it("are built under their name and further tags, with what was asked for alone", () => {
    const options = buildOptions("a:1", { context: ".", tags: ["a:2"], networkMode: "host" });
    assert.deepEqual(options, { dockerfile: "Dockerfile", t: ["a:1", "a:2"], networkmode: "host", rm: true });
  });
});
