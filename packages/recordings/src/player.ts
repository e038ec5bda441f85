// For the conformance kit, which looks into a play while it runs and changes what it is made of.
export { resultFaults } from './compare/result-faults.ts'
export { channelOf } from './play/address.ts'
export {
  type Installation,
  type InstalledIntegration,
  install,
  otherTenantOf,
  settingsOf,
} from './play/install.ts'
export type { Observed, ObservedActivity } from './play/observed.ts'
export { prefixOf, publicOrigin } from './play/origin.ts'
export { matchesOf, personalDataOf } from './play/personal-data-of.ts'
export { scriptOf, withPlayer } from './play/player.ts'
export { resign, withProof } from './play/resign.ts'
export { createTestServer, type Reply, sealForTest, type TestServer } from './play/test-server.ts'
export { watchPlatform } from './play/watch-platform.ts'
export { type Play, playFolder } from './play-folder.ts'
