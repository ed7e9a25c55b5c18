// A file as Spine's own runtime plays it: which attachment its slot shows at times.
import { readFile } from 'node:fs/promises'
import * as spine from '@esotericsoftware/spine-core'

const [path, name, slot, times] = process.argv.slice(2)
const text = await readFile(path, 'utf8')
// The pictures that an artist would have: one for each attachment.
const pictures = Object.keys(JSON.parse(text).skins[0].attachments[slot])
const regions = pictures.flatMap((picture, row) => [picture, `bounds: 0, ${32 * row}, 32, 32`])
const atlas = new spine.TextureAtlas(['mouths.png', 'size: 32, 320', ...regions].join('\n'))
const data = new spine.SkeletonJson(new spine.AtlasAttachmentLoader(atlas)).readSkeletonData(text)
const setup = new spine.Skeleton(data)
const skeleton = new spine.Skeleton(data)
const state = new spine.AnimationState(new spine.AnimationStateData(data))
state.setAnimation(0, name, false)
let now = 0
const shown = JSON.parse(times).map((time) => {
  state.update(time - now)
  state.apply(skeleton)
  now = time
  return skeleton.findSlot(slot).getAttachment().name
})
console.log(JSON.stringify({
  version: data.version,
  fps: data.fps,
  animations: data.animations.map((animation) => animation.name),
  setup: setup.findSlot(slot).getAttachment().name,
  shown
}))
