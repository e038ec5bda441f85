export { compareRecording, platformDifferences } from './compare/compare.ts'
export { expectedFields } from './compare/compare-fields.ts'
export { type Replied, replyDifferences } from './compare/compare-reply.ts'
export { isInTable, placesAt, samePlace } from './compare/table-places.ts'
export { type FakePlatform, fakePlatform } from './fake-platform/fake-platform.ts'
export { type FakeCall, type PlatformFault, withFault } from './fake-platform/faults.ts'
export type { PlatformCall } from './fake-platform/match-call.ts'
export { createPlatformSwitch, type PlatformSwitch } from './fake-platform/platform-switch.ts'
export {
  type AddressedRequest,
  type Addressing,
  address,
  type Caller,
  type PlainRequest,
} from './play/address.ts'
export { callerOf } from './play/caller.ts'
export { playRecording } from './play/play.ts'
export { playSetup } from './play/play-setup.ts'
export { type Rehearsal, rehearse } from './play/rehearse.ts'
export { testKeyring } from './play/rig.ts'
export { type HttpReply, sendAddressed } from './play/send.ts'
export { addressOf } from './play/stage.ts'
export { precedingRecording, readRecordings } from './recording/read-recordings.ts'
export {
  type RecordedConnection,
  type RecordedConnections,
  recordedConnections,
} from './recording/recorded-connections.ts'
export { type RecordedController, recordedController } from './recording/recorded-controller.ts'
export { type Recording, recordingSchema } from './recording/recording.ts'
export { runRecordings } from './run-recordings.ts'
