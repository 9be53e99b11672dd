import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { utils } from "ssh2";
import { connect } from "../../../../providers/ssh/connection";
import type { SshTarget } from "../../../../providers/ssh/target";
import { startSshServer } from "../../../integration/ssh-server";
import { writeFile } from "node:fs/promises";

describe("a connection that a host refuses", () => {
  let target: SshTarget;
  let close: () => Promise<void>;
  before(async () => {
    const server = await startSshServer();
    close = () => server.close();
    target = server.target;
    const { client } = await connect(target);
    client.end();
  });
  after(() => close());

  /** A port whose server says this, and closes the connection, as sshd does before its protocol begins. */
  async function whyFrom(greeting: string): Promise<string> {
    const server = createServer((socket) => socket.end(greeting));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await why({ ...target, port });
    } finally {
      server.close();
    }
  }

  const why = (to: SshTarget): Promise<string> =>
    connect(to).then(
      () => assert.fail("it was let in"),
      (error: unknown) => (error as Error).message,
    );

  it("is explained by failed log-ins, if sshd shuts this machine out for them", async () => {
    const said = await whyFrom("Not allowed at this time\r\n");
    assert.match(
      said,
      /does not let this machine in for now: its sshd shuts out an address .* failed log-ins/,
    );
    assert.match(said, /Wait a minute or two, .*: ssh -i \S+ -p \d+ root@127\.0\.0\.1 true$/);
  });

  it("is explained by too many at once", async () => {
    assert.match(await whyFrom("Exceeded MaxStartups\r\n"), /too many log-ins under way at once/);
  });

  it("names the key that is refused, and says that each try counts", async () => {
    const keyFile = `${target.keyFile}-other`;
    await writeFile(keyFile, utils.generateKeyPairSync("ecdsa", { bits: 256 }).private, { mode: 0o600 });
    const said = await why({ ...target, keyFile });
    assert.ok(said.includes(`does not accept the key ${keyFile} (sshKey) for root`), said);
    assert.match(said, /Each try with a refused key counts/);
  });

  it("says what the socket said, if nobody listens", async () => {
    assert.match(
      await why({ ...target, port: 1 }),
      /no ssh connection to root@127\.0\.0\.1:1: .*ECONNREFUSED/,
    );
  });
});
