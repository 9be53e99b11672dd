import { duration } from "../duration";
import { ownNode, type ConditionKind } from "../kind";

const fullShare = 0.9;
const almostNoneShare = 0.98;
/** A Raspberry Pi slows itself down from here on. */
const hotCelsius = 80;
/** A node that waits so long for an advert bears busy processors without real-time priority, as measured. */
const forgivingWindowSeconds = 0.15;
const certificateMs = 14 * 86_400_000;

/** The node's disk, power and files. */
export const hostKinds: readonly ConditionKind[] = [
  {
    code: "files-failing",
    severity: "critical",
    title: "The agent cannot read or write the files that keepalived and the host share with it.",
    forSeconds: 10,
    fix: "on that node: df -h /run; docker logs ha-dns-agent",
    look: (sight) => {
      const { trouble } = sight.snapshot;
      return trouble === "" ? [] : [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${trouble}` }];
    },
  },
  {
    code: "disk-full",
    severity: "warning",
    title: `A node's disk is more than ${fullShare * 100} % full; critical above ${almostNoneShare * 100} %.`,
    forSeconds: 60,
    fix: "on that node: df -h; docker system df",
    look: (sight) => {
      const { diskUsed } = sight.host;
      if (diskUsed === undefined || diskUsed <= fullShare) return [];
      const text = `${ownNode(sight)}'s disk is ${Math.round(diskUsed * 100)} % full`;
      return [
        { subject: ownNode(sight), text, severity: diskUsed > almostNoneShare ? "critical" : "warning" },
      ];
    },
  },
  {
    code: "disk-read-only",
    severity: "critical",
    title: "A node's disk has become read-only: its SD card or disk fails.",
    forSeconds: 10,
    fix: "copy what is needed, and replace the card: dmesg on that node says more",
    look: (sight) =>
      sight.host.diskReadOnly
        ? [{ subject: ownNode(sight), text: `${ownNode(sight)}'s disk is read-only: the card or disk fails` }]
        : [],
  },
  {
    code: "disk-errors",
    severity: "warning",
    title:
      "A node's file system has found errors: its SD card or disk fails, or has lost power while it wrote.",
    forSeconds: 0,
    fix: "on that node: dmesg | grep -i -e mmc -e ext4; replace the card, or have it checked at the next boot (fsck.mode=force)",
    look: (sight) => {
      const { diskErrors: errors = 0 } = sight.host;
      if (errors === 0) return [];
      const text = `${ownNode(sight)}'s file system has found ${errors} ${errors === 1 ? "error" : "errors"}`;
      return [{ subject: ownNode(sight), text }];
    },
  },
  {
    code: "too-hot",
    severity: "warning",
    title: `A node's processor has ${hotCelsius} °C or more, or is slowed down: DNS answers more slowly.`,
    forSeconds: 60,
    fix: "give it air or a heat sink, and check its power supply: ha-dns doctor",
    look: (sight) => {
      const { celsius, slowedDown } = sight.host;
      const hot = celsius !== undefined && celsius >= hotCelsius;
      if (!hot && slowedDown !== true) return [];
      const is = celsius === undefined ? "" : ` at ${Math.round(celsius)} °C`;
      const text = `${ownNode(sight)}'s processor is ${slowedDown === true ? "slowed down" : "too hot"}${is}`;
      return [{ subject: ownNode(sight), text }];
    },
  },
  {
    code: "under-voltage",
    severity: "warning",
    title: "A Raspberry Pi's power supply gives too little voltage.",
    forSeconds: 0,
    fix: "use the power supply that is made for it, and a short cable",
    look: (sight) =>
      sight.host.underVoltage
        ? [{ subject: ownNode(sight), text: `${ownNode(sight)}'s power supply gives too little voltage` }]
        : [],
  },
  {
    code: "no-real-time",
    severity: "warning",
    title:
      "A node's kernel refuses keepalived real-time priority: when its processors are busy, the VIP can move for nothing.",
    forSeconds: 10,
    fix: "in Pulumi.yaml: advertInterval: {value: 0.025}, then pulumi up for each node; docs/vrrp.md",
    look: (sight) => {
      const { advertIntervalSeconds, missedAdverts } = sight.snapshot.config;
      const narrow = advertIntervalSeconds * missedAdverts < forgivingWindowSeconds;
      if (sight.host.realTime !== false || !narrow) return [];
      return [
        { subject: ownNode(sight), text: `${ownNode(sight)}'s keepalived runs without real-time priority` },
      ];
    },
  },
  {
    code: "doors-flooded",
    severity: "warning",
    title: "A device floods a node's page or status with connections. They are turned away.",
    forSeconds: 10,
    fix: "find the device: docs/trust.md",
    look: (sight) => {
      const { flooding } = sight.snapshot.doors ?? {};
      if (flooding === undefined) return [];
      const text = `connections of ${flooding} to ${ownNode(sight)}'s page or status come in a flood`;
      return [{ subject: ownNode(sight), text }];
    },
  },
  {
    code: "certificate-ends",
    severity: "warning",
    title: "The page's certificate ends in less than two weeks, or has ended.",
    forSeconds: 0,
    fix: "pulumi up renews the product's own; your own: set pageCertificate anew",
    look: (sight) => {
      const ends = sight.host.certificateEndsAt;
      if (ends === undefined || ends - sight.snapshot.at > certificateMs) return [];
      const left = ends - sight.snapshot.at;
      const text = left > 0 ? `ends in ${duration(left)}` : `has ended ${duration(-left)} ago`;
      return [{ subject: "", text: `the page's certificate ${text}` }];
    },
  },
];
