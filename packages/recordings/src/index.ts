export { expectedFields } from './compare/compare-fields.ts'
export { compareRecording, platformDifferences } from './compare/compare-recording.ts'
export { type Replied, replyDifferences } from './compare/compare-reply.ts'
export { isInTable, placesAt, placesOf, rowsOf, samePlace } from './compare/table-places.ts'
export { type FakePlatform, fakePlatform } from './fake-platform/fake-platform.ts'
export { type FakeCall, type PlatformFault, withFault } from './fake-platform/faults.ts'
export type { PlatformCall } from './fake-platform/match-call.ts'
export { createPlatformSwitch, type PlatformSwitch } from './fake-platform/platform-switch.ts'
export {
  type FakeAnswer,
  type StatefulPlatform,
  statefulPlatform,
} from './fake-platform/stateful-platform.ts'
export {
  type AddressedRequest,
  type Addressing,
  address,
  type Caller,
  type PlainRequest,
} from './play/address.ts'
export { callerOf } from './play/caller.ts'
export { playProof } from './play/play-proof.ts'
export { playRecording } from './play/play-recording.ts'
export { playSetup } from './play/play-setup.ts'
export { addressOf } from './play/player.ts'
export { type HttpReply, sendAddressed } from './play/send.ts'
export { testKeyring } from './play/test-server.ts'
export { type TriedSample, trySample } from './play/try-sample.ts'
export { precedingRecording, readRecordings } from './recording/read-recordings.ts'
export { type RecordedController, recordedController } from './recording/recorded-controller.ts'
export {
  type RecordedIntegration,
  type RecordedIntegrations,
  recordedIntegrations,
} from './recording/recorded-integrations.ts'
export type { Recording } from './recording/recording.ts'
export { runRecordings } from './run-recordings.ts'
