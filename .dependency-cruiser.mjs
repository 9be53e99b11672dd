/*
 * The map of the program: who may import whom. `npm run check` holds it.
 *
 *   index.ts, cli → components → providers     the deployment
 *   runtime/agent, runtime/data → common       what runs on a node
 *   runtime/contract                           what both sides share; it imports nothing of either
 *   lab, test                                  may import everything; nothing imports them
 *   lab/standins                               a package of its own; it imports nothing of the others
 */

const never = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: to },
});

export default {
  forbidden: [
    never(
      "nothing-imports-the-lab",
      "The program runs without the lab and without its tests.",
      "^(index\\.ts|cli|components|providers|runtime)",
      "^(lab|test)/",
    ),
    never(
      "providers-are-the-lowest-layer",
      "A provider does one thing on a host. It knows no plan, no component and no command.",
      "^providers/",
      "^(index\\.ts|cli|components)",
    ),
    never(
      "components-are-below-the-program",
      "A component is told what it needs.",
      "^components/",
      "^(index\\.ts|cli)",
    ),
    never(
      "the-runtime-imports-no-deployment",
      "What runs on a node is built and started without Pulumi.",
      "^runtime/",
      "^(index\\.ts|cli|components|providers)|node_modules/@pulumi",
    ),
    never(
      "the-deployment-shares-only-the-contract",
      "Paths, names and formats are shared by way of runtime/contract. What the runtime's image is built of, it says itself. Documents are written from both sides.",
      "^(index\\.ts|cli/(?!docs/)|components|providers)",
      "^runtime/(?!contract/|image/context\\.ts)",
    ),
    never(
      "the-agent-knows-no-data-keeper",
      "They run apart, and tell each other by files of the contract.",
      "^runtime/agent/",
      "^runtime/data/",
    ),
    never(
      "the-data-keeper-knows-no-agent",
      "What both need is in runtime/common.",
      "^runtime/data/",
      "^runtime/agent/",
    ),
    never(
      "the-common-room-is-nobodys",
      "It is for small things of which neither the agent nor the data keeper is the owner.",
      "^runtime/common/",
      "^runtime/(?!common/|contract/)",
    ),
    never(
      "the-contract-is-nobodys",
      "It is read by both sides, so it depends on neither.",
      "^runtime/contract/",
      "^(index\\.ts|cli|components|providers|lab|runtime/(?!contract/))",
    ),
    never(
      "rendering-is-pure",
      "A rendered file depends on its plan alone: no Pulumi, no process, no network.",
      "^components/render/",
      "node_modules/@pulumi|^(net|dgram|http|https|child_process|os|dns)$",
    ),
    never(
      "the-stand-ins-are-a-package-of-their-own",
      "They play Pulumi's plugins and Pi-hole, and know nothing of the program that is tried on them. Their tests may.",
      "^lab/standins/(?!test/)",
      "^(index\\.ts|cli|components|providers|runtime|test|lab/(?!standins/))",
    ),
    never(
      "a-drill-is-above-what-it-is-made-of",
      "The lab's cluster, load, faults and checks know no scenario and no runner. A scenario is made of them.",
      "^lab/(cluster|load|faults|checks)/",
      "^lab/(scenarios|bench|deploy)/|^lab/(run|gate|session|report|drill|drill-options|evidence)\\.ts$",
    ),
    never(
      "a-check-only-judges",
      "It depends on what was seen alone: no process, no file, no network, no cluster.",
      "^lab/checks/",
      "^lab/cluster/|^(child_process|fs|net|dgram|http|https|os)$",
    ),
    {
      name: "no-cycles",
      comment: "Files that need each other are one file, or there is a third one below both. Types count.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.lab|\\.build)/" },
    tsConfig: { fileName: "tsconfig.json" },
    // Imports of types count: they tie two files as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".mjs", ".js", ".json"] },
  },
};
