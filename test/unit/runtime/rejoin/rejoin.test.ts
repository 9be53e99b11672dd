import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Engine } from "../../../../runtime/rejoin/docker-engine";
import { rejoin } from "../../../../runtime/rejoin/rejoin";

const member = {
  Config: {
    Image: "sha256:aa",
    Hostname: "pi1",
    ExposedPorts: { "53/udp": {} },
    Env: ["A=1"],
    Labels: { x: "y" },
  },
  HostConfig: { NetworkMode: "container:old", Binds: ["/a:/a"], CapAdd: ["CAP_SYS_NICE"] },
};

/** A stand-in plays Docker's engine: it notes the calls, and refuses those that begin with `refused`. */
describe("a container that belongs to a former pod", () => {
  let folder: string;
  let server: http.Server;
  let calls: { call: string; body: string }[];
  let refused: string;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "rejoin-"));
    [calls, refused] = [[], "-"];
    server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const call = `${request.method} ${request.url}`;
        calls.push({ call, body });
        if (call.startsWith(refused)) return response.writeHead(409).end('{"message":"refused"}');
        if (call === "GET /containers/pod/json") return response.end('{"Id":"new"}');
        if (call.startsWith("GET")) return response.end(JSON.stringify(member));
        response
          .writeHead(call.includes("create") ? 201 : 204)
          .end(call.includes("create") ? '{"Id":"b"}' : "");
      });
    });
    await new Promise<void>((resolve) => server.listen(path.join(folder, "socket"), resolve));
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const engine = () => new Engine(path.join(folder, "socket"));
  const changes = () => calls.map(({ call }) => call).filter((call) => !call.startsWith("GET"));

  it("is made again as it was, in the pod of today", async () => {
    await rejoin(engine(), "pod", "m");
    assert.deepEqual(changes(), [
      "POST /containers/m/rename?name=m-of-another-pod",
      "POST /containers/create?name=m",
      "POST /containers/m-of-another-pod/stop?t=10",
      "DELETE /containers/m-of-another-pod?force=true",
    ]);
    assert.deepEqual(JSON.parse(calls.find(({ call }) => call.includes("create"))!.body), {
      Image: "sha256:aa",
      Env: ["A=1"],
      Labels: { x: "y" },
      HostConfig: { NetworkMode: "container:new", Binds: ["/a:/a"], CapAdd: ["CAP_SYS_NICE"] },
    });
  });

  it("keeps its name if the new one cannot be made", async () => {
    refused = "POST /containers/create";
    await assert.rejects(rejoin(engine(), "pod", "m"), /POST \/containers\/create\?name=m: 409 .*refused/);
    assert.deepEqual(changes().slice(2), ["POST /containers/m-of-another-pod/rename?name=m"]);
  });
});
