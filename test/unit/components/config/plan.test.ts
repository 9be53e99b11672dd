import assert from "node:assert/strict";
import fc from "fast-check";
import { dataKeys } from "../../../../components/config/data-keys";
import { dnsWarnings } from "../../../../components/config/dns-rules";
import type { DatasetValue } from "../../../../components/config/data-shapes";
import {
  clusterFingerprint,
  describeDisagreement,
  fingerprintDigest,
  planDatasets,
  planNode,
  planRoots,
  withEarlierVips,
} from "../../../../components/config/plan";
import { dualStack, samplePlan } from "../sample-plan";

describe("describeDisagreement", () => {
  it("is silent where the founder has the same values", () => {
    const plan = samplePlan();
    assert.equal(describeDisagreement(plan, clusterFingerprint(plan)), undefined);
  });

  it("names each key that differs, with both values", () => {
    const plan = samplePlan();
    const text = describeDisagreement(plan, { ...clusterFingerprint(plan), vip: '"192.168.8.249"' });
    assert.match(text ?? "", /vip: "192\.168\.8\.250" here, "192\.168\.8\.249" on pi1/);
    assert.doesNotMatch(text ?? "", /vrid/);
  });
});

describe("datasets", () => {
  const datasets: DatasetValue[] = [
    { name: "tank/b/c", properties: { atime: "false" } },
    { name: "tank/b", mountpoint: "/srv/b/", properties: { quota: "1G" } },
  ];

  it("are planned with what lies above first, and each value in its one spelling", () => {
    assert.deepEqual(planDatasets(datasets), [
      { name: "tank/b", properties: { quota: "1073741824", mountpoint: "/srv/b" } },
      { name: "tank/b/c", properties: { atime: "off" } },
    ]);
  });

  it("have to be the same on all nodes, but are none of what an agent serves by", () => {
    const [plain, withData] = [samplePlan(), samplePlan({ datasets })];
    assert.match(describeDisagreement(withData, clusterFingerprint(plain)) ?? "", /datasets: \[\{"name/);
    assert.equal(fingerprintDigest(withData), fingerprintDigest(plain));
    assert.notEqual(fingerprintDigest(samplePlan({ vrid: 52 })), fingerprintDigest(plain));
  });
});

describe("roots", () => {
  it("are the datasets that none lies above, each with all below it, what lies above first", () => {
    const named = (...names: string[]) => planDatasets(names.map((name) => ({ name, properties: {} })));
    const roots = planRoots(named("tank/a/x", "tank/ab", "tank/b/c/d", "tank/a", "tank/a/x/y", "tank/b/c"));
    assert.deepEqual(
      roots.map(({ name, datasets }) => [name, datasets.map((one) => one.name)]),
      [
        ["tank/a", ["tank/a", "tank/a/x", "tank/a/x/y"]],
        ["tank/ab", ["tank/ab"]],
        ["tank/b/c", ["tank/b/c", "tank/b/c/d"]],
      ],
    );
  });

  it("hold each dataset once, and none lies in another", () => {
    const part = fc.constantFrom("a", "b", "ab", "c");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `tank/${parts.join("/")}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 10 }), (names) => {
        const roots = planRoots(planDatasets(names.map((name) => ({ name, properties: {} }))));
        const held = roots.flatMap(({ datasets }) => datasets.map(({ name }) => name));
        assert.deepEqual([...held].sort(), [...names].sort());
        for (const { name } of roots)
          for (const other of roots) assert.ok(!other.name.startsWith(`${name}/`), other.name);
      }),
    );
  });
});

describe("replication's keys", () => {
  it("have to be the same on all nodes, but are none of what an agent serves by", () => {
    const datasets: DatasetValue[] = [{ name: "tank/data", properties: {} }];
    const plain = samplePlan({ datasets });
    const changed = samplePlan({
      datasets,
      replicationInterval: 2,
      snapshotPolicy: { hourly: 1 },
      maxDataAge: 1800,
      maxReplicationLag: 400,
      dataFailback: "manual",
      dataDwell: 20,
      fenceAddress: "192.168.8.249",
    });
    const said = describeDisagreement(changed, clusterFingerprint(plain)) ?? "";
    for (const key of Object.keys(dataKeys)) assert.match(said, new RegExp(`  ${key}: `), key);
    assert.equal(fingerprintDigest(changed), fingerprintDigest(plain));
  });
});

describe("withEarlierVips", () => {
  it("keeps an earlier IPv6 VIP as well until it is released, and none without IPv6", () => {
    const [vip6, before] = [dualStack.vip6, "fd00:53::240"];
    const vips6 = (changes: Parameters<typeof samplePlan>[0]) =>
      withEarlierVips(samplePlan(changes), [], [before, vip6]).vips6;
    assert.deepEqual(vips6(dualStack), [vip6, before]);
    assert.deepEqual(vips6({ ...dualStack, releaseVip: "FD00:53:0::240" }), [vip6]);
    assert.deepEqual(vips6({}), []);
  });

  const plan = samplePlan();
  const { vip } = plan.cluster;

  it("keeps answering at an earlier VIP, after the present one", () => {
    assert.deepEqual(withEarlierVips(plan, ["192.168.8.240"]).vips, [vip, "192.168.8.240"]);
  });

  it("adds nothing where the VIP has not changed, and one that comes back takes the first place", () => {
    assert.deepEqual(withEarlierVips(plan, [vip]).vips, [vip]);
    assert.deepEqual(withEarlierVips(plan, ["192.168.8.240", vip]).vips, [vip, "192.168.8.240"]);
  });

  it("lets go of exactly the one that is released", () => {
    const releasing = (address: string) => samplePlan({ releaseVip: address });
    const earlier = ["192.168.8.240", "192.168.8.241"];
    assert.deepEqual(withEarlierVips(releasing("192.168.8.240"), earlier).vips, [vip, "192.168.8.241"]);
  });
});

describe("the house's own DNS", () => {
  const records = ["nas.home.example A 192.168.8.20"];
  const cluster = samplePlan({
    records,
    dnssecExceptions: [{ name: "broken.example", until: "2027-01-31" }],
  }).cluster;
  const planOn = (today: string) =>
    planNode({ stack: "pi1", cluster, nodes: [samplePlan().node, ...samplePlan().peers] }, today);

  it("is something on which the stacks have to agree, and no reason to change an agent", () => {
    const [without, withRecords] = [samplePlan(), samplePlan({ records })];
    assert.match(
      describeDisagreement(withRecords, clusterFingerprint(without)) ?? "",
      /records: .*192\.168\.8\.20/,
    );
    assert.equal(fingerprintDigest(withRecords), fingerprintDigest(without));
  });

  it("leaves a domain unvalidated on the exception's last day, and warns from the next one on", () => {
    assert.deepEqual(
      [planOn("2027-01-31").unvalidated, dnsWarnings(planOn("2027-01-31"))],
      [["broken.example"], []],
    );
    assert.deepEqual(planOn("2027-02-01").unvalidated, []);
    assert.match(dnsWarnings(planOn("2027-02-01"))[0]!, /broken\.example ended on 2027-01-31/);
  });
});
