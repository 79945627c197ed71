// The conversation: the one door of dialogs/.
export { createHotlineBot, type HotlineBot, internalErrorActivity } from './hotline-bot.ts'
export type { DialogServices } from './services.ts'
export { type InboundMessage, TURN_INPUT, type TurnInput } from './turn-input.ts'
