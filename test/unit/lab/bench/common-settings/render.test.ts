import assert from "node:assert/strict";
import {
  renderCheckScript,
  renderCommonKeepalived,
  renderNoFilter,
  renderPlainScript,
} from "../../../../../lab/bench/common-settings/render";
import { commonSettings } from "../../../../../lab/bench/common-settings/common-settings";

const cluster = { vip: "192.0.2.250", pods: ["192.0.2.1", "192.0.2.2", "192.0.2.3"] };
const words = (text: string) => text.split("\n").map((line) => line.trim());
const block = (text: string, name: string) => {
  const all = words(text);
  const from = all.findIndex((line) => line === `${name} {`);
  return all.slice(from + 1, all.indexOf("}", from));
};

describe("the common settings", () => {
  const [first, second] = [0, 1].map((i) => renderCommonKeepalived(cluster, i, commonSettings));

  it("make the first node the master, and the others backups of falling priority", () => {
    assert.ok(words(first!).includes("state MASTER") && words(first!).includes("priority 100"));
    assert.ok(words(second!).includes("state BACKUP") && words(second!).includes("priority 90"));
  });

  it("say who they are and name the others, or both nodes would lead", () => {
    assert.ok(words(second!).includes("unicast_src_ip 192.0.2.2"));
    assert.deepEqual(block(second!, "unicast_peer"), ["192.0.2.1", "192.0.2.3"]);
  });

  it("check by a script, and by nothing of the agent's", () => {
    assert.deepEqual(block(first!, "vrrp_script check_pihole"), [
      'script "/etc/ha-dns/check_dns.sh"',
      "interval 5",
      "weight -20",
      "fall 3",
      "rise 2",
    ]);
    assert.doesNotMatch(first!, /track_file|notify|use_vmac|vrrp_version/);
  });

  it("have adverts of a second, and a password that version 2 does not cut", () => {
    assert.ok(words(first!).includes("advert_int 1"));
    assert.equal(/auth_pass (\S+)/.exec(first!)?.[1]?.length, 8);
  });

  it("are not rendered for a node that is not there", () => {
    assert.throws(() => renderCommonKeepalived(cluster, 3, commonSettings), /no pod 3/);
  });

  it("ask for two seconds, and once", () => {
    assert.match(
      renderCheckScript("dig", "127.0.0.1", "a.example"),
      /dig @127\.0\.0\.1 a\.example \+time=2 \+tries=1/,
    );
    assert.match(
      renderCheckScript("drill", "127.0.0.1", "a.example"),
      /timeout 2 drill @127\.0\.0\.1 a\.example A/,
    );
  });

  it("leave no packet filter, and name no interface that is not there", () => {
    assert.deepEqual(words(renderNoFilter()).slice(0, 2), ["table inet ha_dns", "delete table inet ha_dns"]);
    assert.doesNotMatch(renderNoFilter(), /device/);
  });

  it("take away what lets an old leader answer for a VIP that it has given up", () => {
    assert.match(first!, /startup_script "\/etc\/ha-dns\/plain\.sh"/);
    assert.match(
      renderPlainScript(cluster.vip),
      /ip rule del pref 100.*\nip addr del 192\.0\.2\.250\/32 dev lo/,
    );
  });
});
