import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { observeFiles } from "../../../components/render/observe/observe-files";
import { renderAlertmanager } from "../../../components/render/observe/alertmanager";
import { samplePlan } from "../../unit/components/sample-plan";
import { checker } from "./tools";

const files: Readonly<Record<string, string>> = {
  ...observeFiles(samplePlan(), "{}\n"),
  "prometheus.yml": "scrape_config_files: [/observe/scrape.yml]\nrule_files: [/observe/ha-dns.rules.yml]\n",
  "receivers.yml": renderAlertmanager({
    webhookUrlFile: "/observe/webhook-url",
    mail: {
      to: "me@example.org",
      from: "dns@example.org",
      server: "smtp.example.org:587",
      user: "me",
      passwordFile: "/observe/mail-password",
    },
  }),
};

describe("what npm run observe writes", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-observe-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true }));

  const accepted = async (...command: string[]) => {
    const { code, stdout, stderr } = await checker(command, { files: folder });
    assert.equal(code, 0, `${stdout}${stderr}`);
  };

  it("is taken by Prometheus", () => accepted("promtool", "check", "config", "/observe/prometheus.yml"));

  it("is taken by Alertmanager, with receivers and without", async () => {
    await accepted("amtool", "check-config", "/observe/alertmanager.yml", "/observe/receivers.yml");
  });
});
