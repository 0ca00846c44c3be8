// Validate an AsyncAPI document and every JSON Schema it refers to; exit 1 with the faults.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Parser } from "@asyncapi/parser";

const path = resolve(process.argv[2]);
const text = await readFile(path, "utf8");
const { document, diagnostics } = await new Parser().parse(text, { source: path });
const faults = diagnostics.filter((d) => d.severity === 0);
for (const d of diagnostics) {
  const level = ["error", "warning", "info", "hint"][d.severity];
  if (d.severity <= 1) console.log(`${level}: ${d.path.join(".")}: ${d.message}`);
}
if (!document || faults.length > 0) {
  console.log(`${path}: not valid AsyncAPI, ${faults.length} errors`);
  process.exit(1);
}
const channels = document.channels().all();
console.log(`asyncapi.yaml is valid AsyncAPI ${document.version()}: ${channels.length} channels`);
