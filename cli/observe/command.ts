import { command } from "../frame/command-type";

export const observeCommand = command({
  name: "observe",
  summary: "write what a Prometheus, an Alertmanager and a Grafana of your own need",
  details: `Reads the config as the deployment does, and changes nothing on the nodes. docs/observe.md says what to do with
each file.

  scrape.yml         whom Prometheus asks (scrape_config_files, or copy the job)
  ha-dns.rules.yml   alerts and recording rules (rule_files)
  alertmanager.yml   how alerts are grouped, and which ones make others needless; add your own receiver
  dashboard.json     Grafana: Dashboards, New, Import`,
  options: {
    out: {
      type: "string",
      value: "FOLDER",
      required: true,
      help: "the folder to write to; it is made if it is missing, and these four files are replaced",
    },
  },
  run: async (call) => (await import("./run.js")).writeObserveFiles(call.values.out, call),
});
