import { writeFileSync } from "node:fs";
import path from "node:path";
import { configDocument } from "../../components/config/document";
import { conditionsDocument } from "../../runtime/agent/conditions/document";
import { rightsDocument } from "../../components/rights-document";
import { metricsDocument } from "../../runtime/agent/metrics/document";

/* Writes the documents that are generated: `npm run docs`. */

const folder = path.join(__dirname, "..", "..", "docs");
writeFileSync(path.join(folder, "config.md"), configDocument());
writeFileSync(path.join(folder, "rights.md"), rightsDocument());
writeFileSync(path.join(folder, "conditions.md"), conditionsDocument());
writeFileSync(path.join(folder, "metrics.md"), metricsDocument());
