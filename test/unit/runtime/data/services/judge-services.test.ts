import assert from "node:assert/strict";
import { readContainers, type Container } from "../../../../../runtime/data/services/containers";
import { judgeServices, strays } from "../../../../../runtime/data/services/judge-services";

const config = {
  name: "notes",
  datasets: ["tank/notes"],
  composeFiles: ["/etc/ha-dns/services/notes/compose.yaml"],
  images: { web: "a@sha256:1", db: "b@sha256:2" },
  revision: "new",
};
const container = (
  service: string,
  state: string,
  status = "",
  more: Partial<Container> = {},
): Container => ({
  id: service,
  project: "ha-dns-notes",
  service,
  state,
  status,
  revision: "new",
  oneOff: false,
  ...more,
});
const wanted = { wanted: true, busy: false, trouble: "" };
const db = container("db", "running", "Up 3 seconds");
const verdict = (containers: readonly Container[], wish = wanted) => {
  const { state, reason } = judgeServices(config, containers, wish);
  return reason === "" ? state : `${state}: ${reason}`;
};

describe("a standby service", () => {
  for (const [containers, expected] of [
    [[], "stopped: web has no container; db has no container"],
    [[db], "stopped: web has no container"],
    [[db, container("web", "running", "Up 2 hours")], "running"],
    [[db, container("web", "running", "Up 2 hours (healthy)")], "running"],
    [[db, container("web", "running", "Up 1 second (health: starting)")], "starting: web is not healthy yet"],
    [[db, container("web", "running", "Up 2 hours (unhealthy)")], "failed: web is unhealthy"],
    [
      [db, container("web", "running", "Up", { revision: "old" })],
      "stopped: web runs as an earlier config had it",
    ],
    [[db, container("web", "created", "Created")], "stopped: web was not started"],
    [[db, container("web", "exited", "Exited (0) 3 hours ago")], "stopped: web has ended"],
    [
      [db, container("web", "exited", "Exited (137) 1 second ago")],
      "failed: web has ended with exit code 137",
    ],
    [[db, container("web", "restarting", "Restarting (1)")], "starting: web restarts"],
    [[db, container("web", "paused", "Up (Paused)")], "failed: web is paused"],
    [[db, container("web", "dead", "Dead")], "failed: web is dead"],
    [[db, container("web", "running", "Up", { oneOff: true })], "stopped: web has no container"],
  ] as const)
    it(`is ${expected}`, () => assert.equal(verdict(containers), expected));

  it("is starting while it is just being started, whatever is still missing", () => {
    assert.equal(verdict([], { ...wanted, busy: true }).split(":")[0], "starting");
  });

  it("says why it could not be started, until it runs", () => {
    const trouble = { ...wanted, trouble: "no such image" };
    assert.equal(verdict([], trouble), "failed: no such image");
    assert.equal(verdict([db, container("web", "running", "Up")], trouble), "running");
  });

  it("is stopped where it is not wanted, however it ended; but not while anything of it lives", () => {
    const unwanted = { ...wanted, wanted: false };
    assert.equal(verdict([container("web", "exited", "Exited (137) 1 second ago")], unwanted), "stopped");
    for (const state of ["running", "paused", "restarting", "removing"])
      assert.equal(verdict([container("web", state), container("db", "exited")], unwanted), "running", state);
    assert.equal(verdict([container("web", "running", "Up", { oneOff: true })], unwanted), "running");
  });
});

describe("what is left of earlier services", () => {
  it("is told by the program's label, so that a project of somebody else's is none", () => {
    const containers = [
      container("web", "running"),
      container("web", "running", "", { project: "ha-dns-gone", id: "gone" }),
      container("web", "exited", "", { project: "ha-dns-gone", id: "ended" }),
      container("web", "running", "", { project: "ha-dns-theirs", revision: "", id: "theirs" }),
    ];
    assert.deepEqual(
      strays([config], containers, "ha-dns-").map(({ id }) => id),
      ["gone"],
    );
  });
});

describe("Docker's list of containers", () => {
  const line = `{"id":"f00","project":"ha-dns-notes","service":"web","state":"running","status":"Up 2 hours","revision":"","oneOff":"True"}`;

  it("is read line by line", () => {
    assert.deepEqual(readContainers(`${line}\n`), [
      container("web", "running", "Up 2 hours", { id: "f00", revision: "", oneOff: true }),
    ]);
    assert.deepEqual(readContainers(""), []);
  });

  it("is refused where it is something else", () => {
    assert.throws(() => readContainers("permission denied"));
    assert.throws(() => readContainers('{"id":"f00"}'));
  });
});
