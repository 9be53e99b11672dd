import assert from "node:assert/strict";
import {
  renderAuthorizedKey,
  renderKnownHosts,
  renderReplicationCron,
  renderSanoid,
} from "../../../../components/render/replication-files";

const cron = (intervalMinutes: number, jitterSeconds = 0) =>
  renderReplicationCron({ intervalMinutes, jitterSeconds, deadlineSeconds: 900 }).split("\n");

describe("the files of replication", () => {
  it("have cron run it at every interval, after the node's own seconds, with an end", () => {
    assert.deepEqual(cron(1, 3), [
      "# Rendered from the config of this node's stack; changes by hand are undone.",
      "SHELL=/bin/sh",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      'MAILTO=""',
      "* * * * * root sleep 3; timeout --kill-after=10 930 /usr/local/lib/ha-dns/node /usr/local/lib/ha-dns/data.js replicate >>/var/log/ha-dns/replicate.log 2>&1",
      "*/15 * * * * root sleep 3; /usr/local/lib/ha-dns/policy-snapshots >>/var/log/ha-dns/replicate.log 2>&1",
      "",
    ]);
    assert.match(cron(10)[4]!, /^\*\/10 \* \* \* \* root timeout /);
    assert.match(cron(60)[4]!, /^0 \* \* \* \* root timeout /);
  });

  it("have no % in cron's lines, which cron would take for a line's end", () => {
    assert.ok(cron(1, 3).every((line) => !line.includes("%")));
  });

  it("tell sanoid the policy for each root, and to take all below it at once", () => {
    const policy = { hourly: 24, daily: 7, weekly: 4, monthly: 3, yearly: 0 };
    assert.equal(
      renderSanoid(["tank/a", "tank/b"], policy).split("\n").slice(2).join("\n"),
      `
[tank/a]
use_template = ha-dns
recursive = zfs

[tank/b]
use_template = ha-dns
recursive = zfs

[template_ha-dns]
autosnap = yes
autoprune = yes
frequently = 0
hourly = 24
daily = 7
weekly = 4
monthly = 3
yearly = 0
`,
    );
  });

  it("let a peer's key in from its own host, for one command and nothing else", () => {
    const line = renderAuthorizedKey({ name: "b", host: "192.0.2.2", publicKey: "ssh-ed25519 AAAA" });
    assert.equal(
      line,
      `restrict,from="192.0.2.2",command="/usr/local/lib/ha-dns/node /usr/local/lib/ha-dns/data.js serve b" ` +
        `ssh-ed25519 AAAA ha-dns-replication-b`,
    );
  });

  it("know the peers' hosts at their port, in an order of their own", () => {
    const peers = [
      { host: "192.0.2.3", hostKeys: ["ssh-rsa C", "ssh-ed25519 B"] },
      { host: "192.0.2.2", hostKeys: ["ssh-ed25519 A"] },
    ];
    const [, ...known] = renderKnownHosts(peers, 22).split("\n");
    assert.deepEqual(known, [
      "192.0.2.2 ssh-ed25519 A",
      "192.0.2.3 ssh-ed25519 B",
      "192.0.2.3 ssh-rsa C",
      "",
    ]);
    assert.match(renderKnownHosts(peers, 2222), /^\[192\.0\.2\.2\]:2222 ssh-ed25519 A$/m);
    assert.equal(renderKnownHosts([...peers].reverse(), 22), renderKnownHosts(peers, 22));
  });
});
