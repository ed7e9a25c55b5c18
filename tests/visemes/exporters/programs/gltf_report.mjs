// Khronos' validator on files: errors, warnings, and what they are.
import { readFile } from 'node:fs/promises'
import validator from 'gltf-validator'

const reports = []
for (const path of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(await readFile(path)))
  const { numErrors, numWarnings, messages } = report.issues
  reports.push({ errors: numErrors, warnings: numWarnings, messages, info: report.info })
}
console.log(JSON.stringify(reports))
