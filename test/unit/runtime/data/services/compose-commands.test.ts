import assert from "node:assert/strict";
import { composeCommand, lastLines } from "../../../../../runtime/data/services/compose-commands";

const service = {
  name: "notes",
  datasets: [],
  composeFiles: ["/etc/ha-dns/services/notes/compose.yaml", "/etc/ha-dns/services/notes/images.yaml"],
  images: {},
  revision: "1",
};

describe("compose's command line", () => {
  it("names project, folder and files, and lets nothing of the caller's environment in", () => {
    const command = composeCommand(["docker", "compose"], service, "stop");
    assert.deepEqual(command.slice(0, 2), ["env", "-i"]);
    assert.equal(
      command.slice(4).join(" "),
      "docker compose --project-name ha-dns-notes --project-directory /etc/ha-dns/services/notes " +
        "--file /etc/ha-dns/services/notes/compose.yaml --file /etc/ha-dns/services/notes/images.yaml stop",
    );
  });
});

describe("what compose said at last", () => {
  it("is its last lines, each once, without its progress", () => {
    const said =
      "Creating ha-dns-notes_web_1 ... \nERROR: for web  port is taken\nERROR: for web  port is taken\nmend it\n";
    assert.equal(lastLines(said, ""), "ERROR: for web  port is taken; mend it");
  });

  it("has no secret in it", () => {
    const environment = "A='hidden one'\nB='x'\n";
    assert.equal(lastLines('bad "hidden one" at x\n', environment), 'bad "***" at x');
  });
});
