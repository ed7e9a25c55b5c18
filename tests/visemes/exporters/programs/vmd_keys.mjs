// A VMD as mmd-parser reads it: its morphs' keys.
import { readFile } from 'node:fs/promises'
import mmd from 'mmd-parser'

const data = await readFile(process.argv[2])
const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
const { Parser } = mmd
const vmd = new Parser().parseVmd(buffer, true)
console.log(JSON.stringify({ metadata: vmd.metadata, morphs: vmd.morphs }))
