// A VRM animation as three-vrm loads it: expression weights by name at each time.
import { readFile } from 'node:fs/promises'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { VRMAnimationLoaderPlugin } from '@pixiv/three-vrm-animation'

globalThis.ProgressEvent ??= class {}
globalThis.self ??= globalThis
const data = await readFile(process.argv[2])
const times = JSON.parse(process.argv[3])
const loader = new GLTFLoader()
loader.register((parser) => new VRMAnimationLoaderPlugin(parser))
const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
const gltf = await loader.parseAsync(buffer, '')
const [animation] = gltf.userData.vrmAnimations
const sampled = (tracks) => Object.fromEntries([...tracks].map(([name, track]) => {
  const interpolant = track.createInterpolant()
  return [name, times.map((time) => interpolant.evaluate(time)[0])]
}))
console.log(JSON.stringify({
  duration: animation.duration,
  preset: sampled(animation.expressionTracks.preset),
  custom: sampled(animation.expressionTracks.custom),
  bones: [...animation.humanoidTracks.rotation.keys()],
  hips: animation.restHipsPosition.toArray(),
}))
