// The Direct Line protocol as a citizen's client speaks it: for web/, the commands in scripts/, and tests. No DOM, no Node.
export {
  type Activity,
  type CardAction,
  type FiledTicket,
  type FilingDraft,
  type HotlineData,
  hotlineOf,
  isFromCitizen
} from './activity.ts'
export { type Choice, choicesOf, typedChoice } from './choices.ts'
export { type ClientEvents, type ClientOptions, DirectLineClient } from './client.ts'
export type { ConnectionState } from './connection.ts'
export type { FileKeeper, FileUploader, FileView, KeptFile } from './file-uploader.ts'
export { type Attachment, CallFailed, type Fetch } from './http.ts'
export type { Delivery, Outgoing } from './sender.ts'
export type { OpenSocket, SocketListener, StreamSocket } from './socket.ts'
export type { Timing } from './timing.ts'
