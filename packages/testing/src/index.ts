// What an adapter's own tests need of recordings comes along: its author installs one package.
export {
  type FakeCall,
  fakePlatform,
  type PlatformCall,
  playProof,
  playSetup,
  statefulPlatform,
  testKeyring,
} from '@conduit/recordings'
export { adapterSuite, type TestRunner } from './adapter-suite.ts'
export { crossCheck, type OfficialClient } from './cross-check/cross-check.ts'
export { headerOf, type SignedCall, verdictOf } from './cross-check/signed-call.ts'
export { accessTo } from './rights/connected.ts'
export { exportSuite } from './rights/export-suite.ts'
export { knownAs, knownBy } from './rights/known.ts'
export { propagationSuite } from './rights/propagation-suite.ts'
export type { CheckedBy, ErasureScene } from './rights/redacting.ts'
export { callFaults, type FaultCase, redactionFaults } from './rights/redaction-faults.ts'
export { redactionSuite } from './rights/redaction-suite.ts'
export type { MakeStoreUnderTest } from './store/store-under-test.ts'
export { storeSuite } from './store-suite.ts'
