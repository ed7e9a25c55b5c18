// A GLB's or a clip's movement, played by three.js: morph weights by name at each time.
import { readFile } from 'node:fs/promises'
import * as THREE from 'three'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'

globalThis.ProgressEvent ??= class {}
globalThis.self ??= globalThis
const [path, times, names] = [process.argv[2], JSON.parse(process.argv[3]), JSON.parse(process.argv[4] ?? '[]')]
const data = await readFile(path)
let root, clip
if (path.endsWith('.glb')) {
  const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
  const gltf = await new GLTFLoader().parseAsync(buffer, '')
  root = gltf.scene
  clip = gltf.animations[0]
} else {
  clip = THREE.AnimationClip.parse(JSON.parse(data.toString()))
  root = new THREE.Group()
  const mesh = new THREE.Mesh()
  mesh.name = 'Head'
  mesh.morphTargetDictionary = Object.fromEntries(names.map((name, index) => [name, index]))
  mesh.morphTargetInfluences = names.map(() => 0)
  root.add(mesh)
}
const mixer = new THREE.AnimationMixer(root)
const action = mixer.clipAction(clip)
action.setLoop(THREE.LoopOnce)
action.clampWhenFinished = true
action.play()
const meshes = []
root.traverse((object) => { if (object.morphTargetInfluences) meshes.push(object) })
const rows = times.map((time) => {
  mixer.setTime(time)
  return meshes.map((mesh) => Object.fromEntries(
    Object.entries(mesh.morphTargetDictionary).map(([name, index]) => [name, mesh.morphTargetInfluences[index]])))
})
console.log(JSON.stringify({ name: clip.name, duration: clip.duration, meshes: meshes.map((mesh) => mesh.name), rows }))
