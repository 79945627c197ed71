import { TEXTS } from '../texts.ts'

const DAY = new Intl.DateTimeFormat('zh-CN', { month: 'long', day: 'numeric', weekday: 'short' })
const TIME = new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false })

const startOfDay = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0)

/** Does a new day begin between the two moments? Also before the first message. */
export const isNewDay = (atMs: number, beforeMs: number | null): boolean =>
  beforeMs === null || startOfDay(atMs) !== startOfDay(beforeMs)

export function dayWord(atMs: number, nowMs: number): string {
  // Half a day more, so that days of 23 and 25 hours count right.
  const days = Math.floor((startOfDay(nowMs) - startOfDay(atMs)) / 86_400_000 + 0.5)
  if (days === 0) return TEXTS.today
  return days === 1 ? TEXTS.yesterday : DAY.format(atMs)
}

export const timeWord = (atMs: number): string => TIME.format(atMs)
