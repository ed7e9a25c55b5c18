// A motion as Live2D's own framework plays it: the parameters it sets at times.
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [path, times] = process.argv.slice(2)
// The framework stands in one file with a player that draws. What it draws with is left blank.
const bundle = await readFile('node_modules/pixi-live2d-display/dist/cubism4.es.js', 'utf8')
const drawing = /^import \{([^}]+)\} from "@pixi\/[^"]+";$/gm
const names = [...bundle.matchAll(drawing)].flatMap((found) => found[1].split(','))
const blanks = names.map((name) => `class ${name.trim()} {}`).join('\n')
await writeFile('framework.mjs', blanks + bundle.replace(drawing, ''))
// The core moves vertices; motions only ask for its version.
globalThis.window = globalThis
globalThis.Live2DCubismCore = {
  Version: { csmGetVersion: () => 0x05000000 },
  Logging: { csmSetLogFunction () {}, csmGetLogFunction: () => null }
}
const { CubismFramework, CubismMotion, CubismMotionQueueManager } = await import(
  pathToFileURL(resolve('framework.mjs'))
)
CubismFramework.startUp()
CubismFramework.initialize()
const motion = CubismMotion.create(JSON.parse(await readFile(path, 'utf8')))
const parameters = []
const values = []
const model = {
  getParameterIndex (id) {
    if (!parameters.includes(id)) parameters.push(id)
    return parameters.indexOf(id)
  },
  getParameterValueByIndex: () => 0.7,
  setParameterValueByIndex (index, value) { values[index] = value }
}
const player = new CubismMotionQueueManager()
player.startMotion(motion, false, 0)
// A motion begins with the first frame that it is played at.
player.doUpdateMotion(model, 0)
const rows = JSON.parse(times).map((time) => {
  player.doUpdateMotion(model, time)
  return [...values]
})
console.log(JSON.stringify({ parameters, rows }))
