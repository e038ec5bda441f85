// For the conformance kit, which looks into a play while it runs and changes what it is made of.
export { resultFaults } from './compare/result-faults.ts'
export { expandPath } from './compare/table-places.ts'
export { channelOf } from './play/address.ts'
export {
  type Installation,
  type InstalledConnection,
  install,
  settingsOf,
  strangerTo,
} from './play/install.ts'
export type { Observed, ObservedActivity } from './play/observed.ts'
export { prefixOf, publicOrigin } from './play/origin.ts'
export { type Play, playFolder } from './play/play-folder.ts'
export { createRig, type Reply, type Rig, sealForTest } from './play/rig.ts'
export { onStage, scriptOf } from './play/stage.ts'
export { watchPlatform } from './play/watch-platform.ts'
