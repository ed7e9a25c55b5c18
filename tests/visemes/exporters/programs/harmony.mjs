// Harmony's scripting interface, as far as the script may use it, and what it is asked to do.
import { readFile } from 'node:fs/promises'
import vm from 'node:vm'

const [path, drawings, rate, selected] = process.argv.slice(2)
const done = { messages: [], cells: {}, undo: [] }
const world = {
  selection: {
    numberOfNodesSelected: () => Number(selected),
    selectedNode: () => 'Top/Mouth'
  },
  node: {
    linkedColumn: (name, attribute) =>
      name === 'Top/Mouth' && attribute === 'DRAWING.ELEMENT' ? 'ATV-1' : ''
  },
  column: {
    getDrawingTimings: (name) => (name === 'ATV-1' ? JSON.parse(drawings) : []),
    setEntry (name, part, frame, value) {
      if (name !== 'ATV-1' || part !== 1 || frame !== Math.round(frame)) throw new Error('no cell')
      done.cells[frame] = value
      return true
    }
  },
  scene: {
    getFrameRate: () => Number(rate),
    beginUndoRedoAccum: (title) => done.undo.push(title),
    endUndoRedoAccum: () => done.undo.push('end')
  },
  MessageBox: { information: (text) => done.messages.push(text) }
}
vm.runInNewContext(`${await readFile(path, 'utf8')}\nvidsyncMouth()`, world)
console.log(JSON.stringify(done))
