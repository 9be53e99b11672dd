import { writeFileSync } from "node:fs";
import path from "node:path";
import { configDocument } from "../../components/config/config-document";
import { conditionsDocument } from "../../runtime/agent/conditions/conditions-document";
import { renderDashboard } from "../../components/render/observe/dashboard";
import { dashboardFile } from "../../components/render/observe/observe-files";
import { rightsDocument } from "../../components/rights-document";
import { metricsDocument } from "../../runtime/agent/metrics/metrics-document";

/* Writes the documents that are generated, and the dashboard: `npm run docs`. */

const root = path.join(__dirname, "..", "..");
const folder = path.join(root, "docs");
writeFileSync(path.join(folder, "config.md"), configDocument());
writeFileSync(path.join(folder, "rights.md"), rightsDocument());
writeFileSync(path.join(folder, "conditions.md"), conditionsDocument());
writeFileSync(path.join(folder, "metrics.md"), metricsDocument());
writeFileSync(path.join(root, dashboardFile), renderDashboard());
