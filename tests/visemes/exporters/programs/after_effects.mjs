// The script's own run against objects that answer as After Effects' do; what it has keyed.
import { readFile } from 'node:fs/promises'
import vm from 'node:vm'

class CompItem {}
const keys = [[0, 0], [5, 5]]
const held = new Set()
const remap = {
  get numKeys() { return keys.length },
  keyTime: (index) => keys[index - 1][0],
  removeKey: (index) => { keys.splice(index - 1, 1) },
  setValueAtTime: (time, value) => {
    const same = keys.find(([at]) => Math.abs(at - time) < 1e-9)
    if (same) same[1] = value
    else { keys.push([time, value]); keys.sort((a, b) => a[0] - b[0]) }
  },
  setInterpolationTypeAtKey: (index, type) => { if (type === 'hold') held.add(index) },
}
const layer = {
  canSetTimeRemapEnabled: true,
  startTime: Number(process.argv[3] ?? 0),
  source: { frameDuration: 1 / 25 },
  property: (name) => (name === 'ADBE Time Remapping' ? remap : undefined),
}
const composition = Object.assign(new CompItem(), { selectedLayers: [layer] })
const groups = []
const alerts = []
vm.runInNewContext(await readFile(process.argv[2], 'utf8'), {
  CompItem,
  KeyframeInterpolationType: { HOLD: 'hold' },
  alert: (text) => alerts.push(text),
  app: {
    project: { activeItem: composition },
    beginUndoGroup: (name) => groups.push(name),
    endUndoGroup: () => groups.push('end'),
  },
})
console.log(JSON.stringify({ keys, held: [...held], groups, alerts, enabled: layer.timeRemapEnabled, out: layer.outPoint }))
